/**
 * Makes a function that puts a mark in the place of every secret, however it is written: in clear, URL-encoded (with
 * `%20` or `+`, in either case, in part or twice), escaped for XML or JSON, or as base64 of either alphabet.
 *
 * @param secrets - in clear; empty ones are passed over
 */
export function redactSecrets(secrets: readonly string[], mark = 'REDACTED'): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== '')
    // The longest first: where one secret begins like another, all of it has to go.
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret);
      const encoded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
      return [anyForm(secret), ...encoded.map((base64) => `${anyForm(base64)}(?:${waysOf('=').join('|')}){0,2}`)];
    });
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.join('|'), 'g');
  return (text) => text.replace(pattern, () => mark);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** A pattern of a text, each of whose characters may be written in any way. */
const anyForm = (text: string): string =>
  Array.from(text, (character) => `(?:${waysOf(character).join('|')})`).join('');

/** Patterns of the ways to write one character. */
function waysOf(character: string): readonly string[] {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const entity = ENTITIES[character];
  return [
    literal(character),
    [...Buffer.from(character)].map((byte) => `%(?:25)*${hex(byte, 2)}`).join(''),
    units.map((unit) => `\\\\{1,8}u${hex(unit, 4)}`).join(''),
    `&(?:amp;)*#(?:0*${code}|[xX]0*${hex(code, 1)});`,
    ...(entity === undefined ? [] : [`&(?:amp;)*${entity};`]),
    ...(character === ' ' ? ['\\+', '%(?:25)*2[bB]'] : []),
  ];
}

/** As it is, or with the backslashes that JSON and quotes give it. */
function literal(character: string): string {
  if (character === '\\') return '\\\\{1,8}';
  const json = JSON.stringify(character).slice(1, -1);
  if (/["'/]/.test(character)) return `\\\\{0,8}${character}`;
  return json.startsWith('\\') ? `(?:${character}|\\\\{1,8}${json.slice(1)})` : escaped(character);
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\]^{|}-]/g, '\\$&');

/** A number in hex digits of either case, at least so many. */
const hex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
