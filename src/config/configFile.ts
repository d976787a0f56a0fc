import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';

/** What a file holds, not yet checked; `problem` says why it cannot be used. */
export type ConfigFile = { readonly content: unknown } | { readonly problem: string } | { readonly missing: true };

const JSON_TYPES = ['.json'];
const YAML_TYPES = ['.yaml', '.yml'];

/**
 * Reads a configuration file, JSON or YAML by its extension, UTF-8 with or without a byte order mark. An empty YAML
 * file holds no settings.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
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
    return { content: language === 'JSON' ? parseJson(text) : yamlSettings(text) };
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [];
    return { problem: `is not valid ${language}: ${reason.replace(/:$/, '')}` };
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

function yamlSettings(text: string): unknown {
  const content: unknown = parseYaml(text, { logLevel: 'error' });
  return content ?? {};
}
