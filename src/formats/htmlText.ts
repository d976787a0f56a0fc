import { decodeHTML } from 'entities/decode';

/**
 * Comments, content that is not shown, and tags; each extends to the end of the text if it is not closed. A `>` in a
 * tag's quoted values does not end the tag; the number of values is capped well below what a regular expression can
 * backtrack over.
 */
const MARKUP =
  /<!--[^]*?(?:-->|$)|<(script|style)(?![a-z0-9])[^]*?(?=<\/\1|$)|<(\/?)([a-z][a-z0-9]*)(?:[^>=]+|=\s*(?:"[^"]*"|'[^']*')?){0,999}[^>]*(?:>|$)|<[!?][^>]*(?:>|$)/gi;

/** A line break goes before and after these. */
const LINES: ReadonlySet<string> = new Set(['div', 'li', 'tr', 'dt', 'dd', 'hr']);
/** And a blank line goes around these. */
const PARAGRAPHS: ReadonlySet<string> = new Set([
  ...['p', 'ul', 'ol', 'dl', 'table', 'blockquote', 'pre', 'center', 'section', 'article'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);
const BREAKING = new RegExp(`<(?:br|${[...LINES, ...PARAGRAPHS].join('|')})(?![a-z0-9])`, 'i');

/** Stand for breaks between paragraphs and between lines; in the source text they count as spaces. */
const PARAGRAPH = '\f';
const LINE = '\v';

/**
 * Converts HTML to plain text: `<br>` ends a line, a paragraph has blank lines around it, entities are decoded, and no
 * markup remains. Text without any line-breaking tag keeps its own line breaks. Runs in linear time, however broken the
 * HTML.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html
 */
export function htmlText(html: string): string {
  const source = html.replaceAll(BREAKING.test(html) ? /\s+/g : /[\f\v]/g, ' ');
  const bare = source.replaceAll(MARKUP, (_markup, _hidden, slash?: string, tag?: string) =>
    breakOf(tag?.toLowerCase() ?? '', slash === '/'),
  );
  const paragraphs = bare.split(PARAGRAPH).map((paragraph) => joined(paragraph.split(LINE).map(lines), '\n'));
  return joined(paragraphs, '\n\n');
}

function breakOf(tag: string, closing: boolean): string {
  if (tag === 'br') return '\n';
  if (PARAGRAPHS.has(tag)) return PARAGRAPH;
  if (!LINES.has(tag)) return '';
  return tag === 'li' && !closing ? `${LINE}• ` : LINE;
}

/** Trims every line, collapses its whitespace, and never leaves two empty lines in a row. */
function lines(text: string): string {
  const all = decodeHTML(text)
    .split(/\r\n?|\n/)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim());
  return all
    .filter((line, index) => line !== '' || all[index - 1] !== '')
    .join('\n')
    .trim();
}

const joined = (texts: readonly string[], by: string): string => texts.filter((text) => text !== '').join(by);
