import { YAMLError, parseDocument } from 'yaml';

/**
 * What a YAML text holds; an empty one holds no settings.
 *
 * @param strict - a password that begins with `!` would be taken for a tag: where there may be one, that is a mistake
 * @throws YAMLError - its message quotes what it stumbles over
 * @see https://yaml.org/spec/1.2.2/
 */
export function yamlSettings(text: string, strict: boolean): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  const [flaw] = strict ? [...document.errors, ...document.warnings] : document.errors;
  if (flaw !== undefined) throw flaw;
  const content: unknown = document.toJS();
  return content ?? {};
}

/** Where a mistake is, which the messages of the parser tell only beside what they quote. */
export function yamlPlace(error: unknown): string {
  const [start] = error instanceof YAMLError ? (error.linePos ?? []) : [];
  return start === undefined ? '' : ` (line ${start.line}, column ${start.col})`;
}
