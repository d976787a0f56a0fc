import { decodeHTML } from 'entities/decode';

/**
 * Comments, what is not shown, and tags; each is taken to the end of the text when it is not closed. In a tag's quoted values a
 * `>` ends nothing; there are far fewer of them than a regular expression can keep in mind.
 */
const MARKUP =
  /<!--[^]*?(?:-->|$)|<(script|style)(?![a-z0-9])[^]*?(?=<\/\1|$)|<(\/?)([a-z][a-z0-9]*)(?:[^>=]+|=\s*(?:"[^"]*"|'[^']*')?){0,999}[^>]*(?:>|$)|<[!?][^>]*(?:>|$)/gi;

/** A new line begins before and after these. */
const LINES: ReadonlySet<string> = new Set(['div', 'li', 'tr', 'dt', 'dd', 'hr']);
/** And around these there is a blank one. */
const PARAGRAPHS: ReadonlySet<string> = new Set([
  ...['p', 'ul', 'ol', 'dl', 'table', 'blockquote', 'pre', 'center', 'section', 'article'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);
const BREAKING = new RegExp(`<(?:br|${[...LINES, ...PARAGRAPHS].join('|')})(?![a-z0-9])`, 'i');

/** Stand between paragraphs and between lines; in the text itself they are blanks. */
const PARAGRAPH = '\f';
const LINE = '\v';

/**
 * What HTML says, as plain text: `<br>` ends a line, a paragraph has a blank one around it, entities are decoded, and no
 * markup remains. Text without any tag that breaks lines keeps its own. Takes time in proportion to the text, however broken
 * that is.
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

/** Lines without blanks at their ends, and never two empty ones in a row. */
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
