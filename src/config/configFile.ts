import { lstat, readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { utf8Text } from '../formats/utf8Text.js';

/** The content of a file, not yet validated; `problem` says why it cannot be used. */
export type ConfigFile = { readonly content: unknown } | { readonly problem: string } | { readonly missing: true };

const JSON_TYPES = ['.json'];
const YAML_TYPES = ['.yaml', '.yml'];
const NO_FILE = 'is a device, a pipe or a socket, not a file: put a file in its place';
const DANGLING_LINK = 'is a dangling link: repair or remove it';

/**
 * Reads a configuration file, JSON or YAML by its extension, UTF-8 with or without a byte order mark. An empty YAML file holds
 * no settings. The file may contain passwords: a problem is described by its position only, never quoted.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const type = extname(path).toLowerCase();
  if (![...JSON_TYPES, ...YAML_TYPES].includes(type)) return { problem: 'must end in .json, .yaml or .yml' };
  let bytes: Buffer;
  try {
    const found = await stat(path);
    // Opening a pipe blocks until somebody writes to it; a device may have no end.
    if (!found.isFile() && !found.isDirectory()) return { problem: NO_FILE };
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code !== 'ENOENT') return { problem: `cannot be read (${code})` };
    // The disk that a link leads to may be unmounted, and the settings with it.
    return (await isLink(path)) ? { problem: DANGLING_LINK } : { missing: true };
  }
  const text = utf8Text(bytes);
  // UTF-16, for example, as PowerShell writes with `>`: decoded wrongly, a password would be a different one.
  if (text === null) return { problem: 'is not UTF-8 text: save it as UTF-8' };
  return JSON_TYPES.includes(type) ? readJson(text) : readYaml(text);
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}

function readJson(text: string): ConfigFile {
  try {
    const content: unknown = JSON.parse(text);
    return { content };
  } catch (error) {
    const hint = 'text must be in double quotes, with commas between settings';
    return { problem: `is not valid JSON${jsonPlace(error)}; ${hint}` };
  }
}

/** Loads the parser only if there is such a file. */
async function readYaml(text: string): Promise<ConfigFile> {
  const { YamlMistake, yamlPlace, yamlSettings } = await import('./yamlSettings.js');
  try {
    return { content: yamlSettings(text) };
  } catch (error) {
    if (error instanceof YamlMistake) return { problem: error.message };
    const hint = 'text with special characters, such as a password, must be in quotes';
    return { problem: `is not valid YAML${yamlPlace(error)}; ${hint}` };
  }
}

/** The parser's messages quote the text at fault; a position does not. */
function jsonPlace(error: unknown): string {
  const [, position] = error instanceof SyntaxError ? (/ at position (\d+)/.exec(error.message) ?? []) : [];
  return position === undefined ? '' : ` (character ${Number(position) + 1})`;
}
