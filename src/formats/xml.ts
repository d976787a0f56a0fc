import { SaxesParser } from 'saxes';

const OPTIONS = { xmlns: false, fragment: true, position: true } as const;

/** An element and where it stands; offsets count UTF-16 code units of the source. */
export interface XmlElement {
  readonly name: string;
  /** Decoded. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own character data, decoded, line ends as `\n`; not that of its children. */
  readonly text: string;
  /** Of its `<`. */
  readonly start: number;
  /** Behind the `>` of its opening tag. */
  readonly contentStart: number;
  /** Of the `</` of its closing tag; equal to `end` for `<empty/>`. */
  readonly contentEnd: number;
  /** Behind its last `>`. */
  readonly end: number;
}

/** Not well-formed; `message` says what is wrong, and at which line and column. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Shared by most elements: one of its own would be the largest part of each. */
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** An element whose end has not come yet. */
interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
  readonly start: number;
  readonly contentStart: number;
}

const DECLARATION = /^\uFEFF?<\?xml\s[^>]*\?>/;

/**
 * The root elements of a text in their order: one in a document, several in a file such as ES-DE writes them. Comments
 * and processing instructions are passed over; a document type is refused, and so no entity can grow.
 *
 * @param source - with or without a byte order mark and an XML declaration
 * @throws XmlError - it is not well-formed
 * @see https://www.w3.org/TR/xml/
 */
export function parseXml(source: string): readonly XmlElement[] {
  // A fragment may have several roots, but no declaration and no byte order mark: blanks keep the offsets.
  const fragment = source.replace(DECLARATION, (head) => ' '.repeat(head.length)).replace(/^\uFEFF/, ' ');
  const parser = new SaxesParser<typeof OPTIONS>(OPTIONS);
  const roots: XmlElement[] = [];
  const open: Open[] = [];
  let start = 0;

  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('opentagstart', () => {
    start = fragment.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', ({ name, attributes: own }) => {
    const attributes = Object.keys(own).length === 0 ? NO_ATTRIBUTES : own;
    open.push({ name, attributes, children: [], text: '', start, contentStart: parser.position });
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ isSelfClosing }) => {
    const element = open.pop();
    if (element === undefined) return;
    const end = parser.position;
    const contentEnd = isSelfClosing ? end : fragment.lastIndexOf('</', end - 1);
    // Not spread: that costs as much as all the rest of the parsing.
    const { name, attributes, children, text, start: from, contentStart } = element;
    (open.at(-1)?.children ?? roots).push({
      name,
      attributes,
      children,
      text,
      start: from,
      contentStart,
      contentEnd,
      end,
    });
  });
  parser.write(fragment).close();
  return roots;
}

/** The first child of that name, or undefined. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** All children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The trimmed text of the first child of that name; null when there is none, or nothing in it. */
export function childText(element: XmlElement, name: string): string | null {
  const text = childOf(element, name)?.text.trim() ?? '';
  return text === '' ? null : text;
}
