import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { YAMLError, parseDocument } from 'yaml';

/** What a file holds, not yet checked; `problem` says why it cannot be used. */
export type ConfigFile = { readonly content: unknown } | { readonly problem: string } | { readonly missing: true };

const JSON_TYPES = ['.json'];
const YAML_TYPES = ['.yaml', '.yml'];

/** How a file is read. */
export interface ReadOptions {
  /** The file may hold passwords: what is wrong with it is told by its place alone. */
  readonly secret?: boolean;
}

/**
 * Reads a configuration file, JSON or YAML by its extension, UTF-8 with or without a byte order mark. An empty YAML
 * file holds no settings.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
export async function readConfigFile(path: string, { secret = false }: ReadOptions = {}): Promise<ConfigFile> {
  const type = extname(path).toLowerCase();
  if (![...JSON_TYPES, ...YAML_TYPES].includes(type)) return { problem: 'must end in .json, .yaml or .yml' };
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' ? { missing: true } : { problem: `cannot be read (${code})` };
  }
  const language = JSON_TYPES.includes(type) ? 'JSON' : 'YAML';
  try {
    return { content: language === 'JSON' ? parseJson(text) : yamlSettings(text, secret) };
  } catch (error) {
    if (secret) return { problem: `is not valid ${language}${placeOf(error)}; ${HINTS[language]}` };
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [];
    return { problem: `is not valid ${language}: ${reason.replace(/:$/, '')}` };
  }
}

const HINTS = {
  JSON: 'text must be in double quotes, with commas between settings',
  YAML: 'text with special characters, such as a password, must be in quotes',
} as const;

/** The messages of parsers quote what they stumble over; a line and a column do not. */
function placeOf(error: unknown): string {
  const [start] = error instanceof YAMLError ? (error.linePos ?? []) : [];
  if (start !== undefined) return ` (line ${start.line}, column ${start.col})`;
  const [, position] = error instanceof SyntaxError ? (/ at position (\d+)/.exec(error.message) ?? []) : [];
  return position === undefined ? '' : ` (character ${Number(position) + 1})`;
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

/** A password that begins with `!` would be taken for a tag: where there may be one, that is a mistake. */
function yamlSettings(text: string, strict: boolean): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  const [flaw] = strict ? [...document.errors, ...document.warnings] : document.errors;
  if (flaw !== undefined) throw flaw;
  const content: unknown = document.toJS();
  return content ?? {};
}
