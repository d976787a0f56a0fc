import { UsageError } from '../model/errors.js';
import { safeFileName } from './safeFileName.js';

/** What a template may name between braces. */
export const NAME_PLACEHOLDERS = ['id', 'name', 'author', 'difficulty', 'type', 'version'] as const;

export type NamePlaceholder = (typeof NAME_PLACEHOLDERS)[number];

/** Of one hack; null is not known. */
export type NameValues = Readonly<Record<NamePlaceholder, string | null>> & { readonly id: string };

/** A template that was understood: one text with placeholders for each folder, the last one for the file. */
export interface NameTemplate {
  readonly folders: readonly string[];
  readonly file: string;
}

/** Where a hack's ROM may go, relative to the ROM folder, with `/`. */
export interface RomNames {
  readonly plain: string;
  /** For a hack whose plain name another file has. */
  readonly withId: string;
}

const EXTENSION = '.sfc';
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What is wrong with a name template, as the end of a sentence about it; null when it can be used. */
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
 * Reads a name template such as `{difficulty}/{name}`; `/` stands between folders, and the extension may be left out.
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
 * The names that a template gives to a hack's ROM. Whatever the hack is called, each part is a name of its own in any folder
 * of Linux, macOS and Windows: nothing of it leads out or into a folder that the template does not have.
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

/** Paths that no folder should hold side by side, because some file systems take them for one. */
export const nameKey = (path: string): string => path.normalize('NFC').toLowerCase();
