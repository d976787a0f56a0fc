import { decodeHTMLStrict } from 'entities/decode';
import { z } from 'zod';
import { jsonAs } from './jsonAs.js';
import { normalForm } from './normalForm.js';
import { percentDecoded } from './percentDecoded.js';
import { urlOf } from './urlOf.js';

/**
 * The values of a record in one canonical spelling each, so that what several tools wrote over the years can be
 * compared. Null stands for a value that says nothing: empty text, an empty list, or anything that cannot be parsed.
 */

const YES: ReadonlySet<string> = new Set(['1', 'yes', 'true', 'y']);
const NO: ReadonlySet<string> = new Set(['0', 'no', 'false', 'n']);

const ANY_SITE = 'https://site.invalid/';

const named = z
  .looseObject({ name: z.union([z.string(), z.number().transform(String)]) })
  .transform(({ name }) => name);
const item = z.union([z.string(), z.number().transform(String), named]);
const list = z.union([z.array(item.nullable().catch(null)), item.transform((one) => [one])]);

/** Text with its entities decoded, even if they were encoded up to three times over, and runs of whitespace collapsed. */
export function foldText(text: string | null): string | null {
  if (text === null) return null;
  const folded = normalForm(decoded(text), 'NFC').replaceAll(/\s+/g, ' ').trim();
  return folded === '' ? null : folded;
}

/** A label in lower case: case makes no difference. */
export function foldLabel(text: string | null): string | null {
  return foldText(text)?.toLowerCase() ?? null;
}

/** The text of HTML without markup and whitespace: older rows hold it as plain text, or with different line breaks. */
export function foldHtml(html: string | null): string | null {
  return html === null ? null : decoded(decoded(html).replaceAll(/<[^<>]*>/g, '')).replaceAll(/\s+/g, '');
}

/** `1` or `0`, for `Yes`, `true`, `1.0` and the like. */
export function foldFlag(text: string | null): string | null {
  const flag = text?.trim().toLowerCase().replace(/\.0$/, '') ?? '';
  if (YES.has(flag)) return '1';
  return NO.has(flag) ? '0' : null;
}

/** A number; `1700000000.0` and `1700000000` come out the same. */
export function foldNumber(text: string | null): string | null {
  const number = text?.trim() ?? '';
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(number) ? String(Number(number)) : null;
}

/** `95` for `95 exit(s)`, `95 exits` and `95.0`; a length without a number is treated as a label. */
export function foldLength(text: string | null): string | null {
  return /\d{1,15}/.exec(text ?? '')?.[0].replace(/^0+(?=\d)/, '') ?? foldLabel(text);
}

/** Names of people or tags, from JSON (strings, or objects with a name) or from comma-separated text. */
export function namesIn(text: string | null): readonly string[] {
  const whole = foldText(text);
  if (text === null || whole === null) return [];
  const names = /^[[{]/.test(whole) ? listed(text) : whole.split(',');
  return names.flatMap((name) => foldText(name) ?? []);
}

/**
 * The path of a file's URL, percent-decoded; scheme, host, query and fragment are ignored. Null for a URL that names no
 * file.
 */
export function filePath(url: string | null): string | null {
  const text = foldText(url);
  const address = text === null || !/^(?:https?:)?\//i.test(text) ? null : urlOf(text, ANY_SITE);
  if (address === null) return null;
  const path = normalForm(percentDecoded(address.pathname), 'NFC');
  return /\.\w{1,8}$/.test(path) ? path : null;
}

/** The path and query of a URL, percent-decoded. */
export function sitePath(url: string | null): string | null {
  const text = foldText(url);
  const address = text === null ? null : urlOf(text, ANY_SITE);
  return address === null ? null : percentDecoded(`${address.pathname}${address.search}`);
}

function decoded(text: string): string {
  let current = text;
  for (let round = 0; round < 3; round += 1) {
    const next = decodeHTMLStrict(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function listed(json: string): readonly string[] {
  return (jsonAs(list, json) ?? []).flatMap((name) => name ?? []);
}
