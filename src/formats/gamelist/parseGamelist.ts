import { GamelistError } from '../../model/errors.js';
import { esDeRoots } from '../esDeXml.js';
import { blankForbidden } from '../forbiddenXml.js';
import { utf8Text } from '../utf8Text.js';
import { type XmlElement, XmlError, childOf, childrenOf, lineAndColumn } from '../xml.js';
import { gamelistKey } from './gamelistKey.js';

/** A gamelist: its text, and where its elements are in it. */
export interface Gamelist {
  /** Every character of the file, including a byte order mark. */
  readonly text: string;
  /** `<gameList>`. */
  readonly root: XmlElement;
  /** Each `<game>` with a readable path, in file order; not the folders. */
  readonly entries: readonly GamelistEntry[];
}

/** A `<game>` of a gamelist. */
export interface GamelistEntry {
  /** As written, decoded. */
  readonly path: string;
  /** The key it is compared by: {@link gamelistKey}. */
  readonly key: string;
  /** The decoded text of the first child of each name, including the path. */
  readonly fields: ReadonlyMap<string, string>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly element: XmlElement;
}

export interface GamelistSource {
  /** The file, for error messages. */
  readonly file?: string | undefined;
  /** The system's ROM folder, absolute: entries in it written with their absolute path get the key `./…`. */
  readonly systemPath?: string | undefined;
}

/**
 * Parses a gamelist. Roots other than `<gameList>` are skipped: ES-DE writes `<alternativeEmulator>` before it. So are
 * control characters in a text, which XML forbids: ES-DE writes those it received from a site, as references (`&#11;`).
 * Anything else that {@link esDeRoots} accepts, though it is not well-formed, stays as it is written.
 *
 * @param bytes - UTF-8, with or without a byte order mark
 * @throws GamelistError - it is not UTF-8, not well-formed, or does not have exactly one `<gameList>`
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/es-app/src/GamelistFileParser.cpp
 */
export function parseGamelist(bytes: Buffer, { file, systemPath }: GamelistSource = {}): Gamelist {
  const refuse = (why: string): GamelistError =>
    new GamelistError(`The gamelist${file === undefined ? '' : ` ${file}`} ${why}; it was left as it is.`);
  const text = decode(bytes, refuse);
  const readable = blankForbidden(text);
  const isAsWritten = ({ start, end }: XmlElement): boolean => readable.slice(start, end) === text.slice(start, end);
  const [root, second] = rootsOf(readable, refuse).filter(({ name }) => name === 'gameList');
  if (root === undefined)
    throw refuse(`has no <gameList> (${lineAndColumn(text, text.length)}): add one, or move the file away`);
  if (second !== undefined) {
    throw refuse(`has a second <gameList> (${lineAndColumn(text, second.start)}): move its entries into the first one`);
  }
  const entries = childrenOf(root, 'game').flatMap((element) => {
    const path = childOf(element, 'path');
    if (path === undefined || path.text.trim() === '' || !isAsWritten(path)) return [];
    const { attributes } = element;
    return [
      { path: path.text, key: gamelistKey(path.text, systemPath), fields: fieldsOf(element), attributes, element },
    ];
  });
  return { text, root, entries };
}

type Refuse = (why: string) => GamelistError;

function decode(bytes: Buffer, refuse: Refuse): string {
  const text = utf8Text(bytes, { keepMark: true });
  if (text === null) throw refuse('is not UTF-8 text: save it as UTF-8');
  // The one other encoding that ES-DE honors if a file declares it.
  if (/^\uFEFF?\s*<\?xml\s[^>]*encoding\s*=\s*["'](?:iso-8859-1|latin1)["']/i.test(text)) {
    throw refuse('declares its encoding as ISO-8859-1 (1:1): save it as UTF-8');
  }
  return text;
}

function rootsOf(text: string, refuse: Refuse): readonly XmlElement[] {
  try {
    return esDeRoots(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw refuse(`is not well-formed XML (${error.message.replace(/\.$/, '')}): correct it there`);
  }
}

function fieldsOf(element: XmlElement): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { name, text } of element.children) if (!fields.has(name)) fields.set(name, text);
  return fields;
}
