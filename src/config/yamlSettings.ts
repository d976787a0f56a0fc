import { LineCounter, YAMLError, isScalar, parseDocument, visit } from 'yaml';

/** A mistake with a message of our own, which quotes nothing. */
export class YamlMistake extends Error {
  override readonly name = 'YamlMistake';
}

/** Mistakes for which the parser's own message would help nobody. */
const MISTAKES: ReadonlyMap<string, (place: string) => string> = new Map([
  ['DUPLICATE_KEY', (place) => `has the same key twice in one group${place}: keep one of the two`],
  ['TAB_AS_INDENT', (place) => `is indented with a tab${place}: indent with spaces`],
  ['MULTIPLE_DOCS', (place) => `contains a second document${place}: remove the line --- before it`],
]);

/**
 * Parses a YAML text; an empty one holds no settings. Warnings count as mistakes: a password that begins with `!` would be
 * taken for a tag.
 *
 * @throws YamlMistake - a duplicate key, a `<<` that would merge another group …
 * @throws YAMLError - its message quotes the text at fault
 * @see https://yaml.org/spec/1.2.2/
 */
export function yamlSettings(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { logLevel: 'error', lineCounter: lines });
  const [flaw] = [...document.errors, ...document.warnings];
  if (flaw !== undefined) {
    const mistake = MISTAKES.get(flaw.code)?.(yamlPlace(flaw));
    throw mistake === undefined ? flaw : new YamlMistake(mistake);
  }
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '<<') return;
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      throw new YamlMistake(
        `merges another group with << (line ${line}, column ${col}): write out its settings instead`,
      );
    },
  });
  const content: unknown = document.toJS();
  return content ?? {};
}

/** The position of a mistake; the parser's messages give it only along with a quotation. */
export function yamlPlace(error: unknown): string {
  const [start] = error instanceof YAMLError ? (error.linePos ?? []) : [];
  return start === undefined ? '' : ` (line ${start.line}, column ${start.col})`;
}
