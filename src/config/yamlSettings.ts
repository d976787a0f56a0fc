import { LineCounter, YAMLError, isScalar, parseDocument, visit } from 'yaml';

/** A mistake that is told in a clause of its own; it quotes nothing. */
export class YamlMistake extends Error {
  override readonly name = 'YamlMistake';
}

/** What the parser says of these would help nobody. */
const MISTAKES: ReadonlyMap<string, (place: string) => string> = new Map([
  ['DUPLICATE_KEY', (place) => `has the same key twice in one group${place}: keep one of the two`],
  ['TAB_AS_INDENT', (place) => `is indented with a tab${place}: indent with spaces`],
  ['MULTIPLE_DOCS', (place) => `contains a second document${place}: remove the line --- before it`],
]);

/**
 * What a YAML text holds; an empty one holds no settings. Warnings are mistakes: a password that begins with `!` would be
 * taken for a tag.
 *
 * @throws YamlMistake - a key that stands twice, a `<<` that would take another group over …
 * @throws YAMLError - its message quotes what it stumbles over
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

/** Where a mistake is, which the messages of the parser tell only beside what they quote. */
export function yamlPlace(error: unknown): string {
  const [start] = error instanceof YAMLError ? (error.linePos ?? []) : [];
  return start === undefined ? '' : ` (line ${start.line}, column ${start.col})`;
}
