import { UsageError } from '../model/errors.js';
import { safeFileName } from './safeFileName.js';

/** The placeholders that a template may use, in braces. */
export const NAME_PLACEHOLDERS = ['id', 'name', 'author', 'difficulty', 'type', 'version'] as const;

export type NamePlaceholder = (typeof NAME_PLACEHOLDERS)[number];

/** The values for one hack; null means unknown. */
export type NameValues = Readonly<Record<NamePlaceholder, string | null>> & { readonly id: string };

/** A parsed template: one text with placeholders for each folder, and one for the file. */
export interface NameTemplate {
  readonly folders: readonly string[];
  readonly file: string;
}

/** Where a hack's ROM may go, relative to the ROM folder, with `/`. */
export interface RomNames {
  readonly plain: string;
  /** For a hack whose plain name is taken by another file. */
  readonly withId: string;
}

const EXTENSION = '.sfc';
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What is wrong with a name template, phrased as the end of a sentence; null if it is valid. */
export function templateProblem(template: string): string | null {
  const placeholders = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const known = NAME_PLACEHOLDERS.map(braced).join(', ');
  const unknown = placeholders.filter((name) => !isPlaceholder(name));
  if (unknown.length > 0) return `accepts ${known}, not ${unknown.map(braced).join(', ')}`;
  if (/[{}]/.test(template.replaceAll(PLACEHOLDER, ''))) return `has an unmatched brace; it accepts ${known}`;
  if (!placeholders.some((name) => name === 'name' || name === 'id')) return 'must contain {name} or {id}';
  return partsOf(template).some((part) => /^[. ]*$/.test(part))
    ? 'must have something before and after each /, as in {difficulty}/{name}'
    : null;
}

/**
 * Parses a name template such as `{difficulty}/{name}`; `/` separates folders, and the extension may be left out.
 *
 * @throws UsageError - {@link templateProblem}
 */
export function parseNameTemplate(template: string): NameTemplate {
  const problem = templateProblem(template);
  if (problem !== null) throw new UsageError(`--name: ${problem}.`);
  const parts = partsOf(template);
  return { folders: parts.slice(0, -1), file: parts.at(-1) ?? '' };
}

/**
 * The names that a template gives to a hack's ROM. Whatever the hack is called, each part is a valid single name on
 * Linux, macOS and Windows: none leads out of the folder, or into one that the template does not have.
 */
export function romNames({ folders, file }: NameTemplate, values: NameValues): RomNames {
  const { id } = values;
  const filled = (part: string): string =>
    part.replaceAll(PLACEHOLDER, (_, name: string) => (isPlaceholder(name) ? (values[name] ?? 'Unknown') : ''));
  const below = folders.map((folder) => safeFileName(filled(folder), id, ''));
  const named = (extension: string): string => [...below, safeFileName(filled(file), id, extension)].join('/');
  return { plain: named(EXTENSION), withId: named(` (${id})${EXTENSION}`) };
}

const partsOf = (template: string): readonly string[] => template.replace(/\.sfc$/i, '').split('/');

const braced = (name: string): string => `{${name}}`;

const isPlaceholder = (name: string): name is NamePlaceholder => NAME_PLACEHOLDERS.some((known) => known === name);

/** The key of paths that should not exist side by side, because some file systems take them for the same one. */
export const nameKey = (path: string): string => path.normalize('NFC').toLowerCase();
