import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../model/errors.js';
import type { System } from '../model/system.js';
import { esDeRoots } from './esDeXml.js';
import { utf8Text } from './utf8Text.js';
import { type XmlElement, XmlError, childText, childrenOf, lineAndColumn } from './xml.js';

/** The element that stands beside a user's list to make ES-DE ignore its own. */
const ALONE = 'loadExclusive';

/** The name is also used for folders. */
const FOLDER_NAME = /^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u;

const someWords = (accept: (word: string) => boolean, separator: RegExp) =>
  z
    .string()
    .transform((text) => text.toLowerCase().split(separator).filter(accept))
    .pipe(z.array(z.string()).min(1));

const systemEntry = z.object({
  name: z.string().regex(FOLDER_NAME),
  fullname: z.string(),
  path: z.string(),
  extension: someWords((word) => word.startsWith('.'), /[\s,]+/u),
  platform: someWords((word) => word !== '', /[\s,]+/u),
});

export interface EsSystems {
  /** In file order, each name once. */
  readonly systems: readonly System[];
  /** One sentence for each skipped entry. */
  readonly problems: readonly string[];
  /** Lists after this one are ignored. */
  readonly exclusive: boolean;
}

/**
 * Parses ES-DE's list of systems. An entry that is incomplete, or whose name is taken, is skipped and reported.
 *
 * @param bytes - `es_systems.xml`, UTF-8
 * @param romRoot - what `%ROMPATH%` stands for; relative paths are resolved against it too
 * @param home - what `~` stands for
 * @throws ConfigError - it is not such a file; the message gives the line and column
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/INSTALL.md#es_systemsxml
 */
export function parseEsSystems(bytes: Buffer, romRoot: string, home: string): EsSystems {
  const systems = new Map<string, System>();
  const problems: string[] = [];
  const { list, exclusive } = systemList(bytes);
  for (const [index, element] of childrenOf(list, 'system').entries()) {
    const texts = Object.fromEntries(Object.keys(systemEntry.shape).map((field) => [field, childText(element, field)]));
    const { data: entry, error } = systemEntry.safeParse(texts);
    if (entry === undefined) {
      const called = texts.name == null ? String(index + 1) : JSON.stringify(texts.name);
      const bad = new Set(error.issues.map(({ path }) => `<${String(path[0])}>`));
      problems.push(`es_systems: system ${called} has no usable ${allOf(bad)} and is skipped.`);
    } else if (systems.has(entry.name)) {
      problems.push(
        `es_systems: system ${JSON.stringify(entry.name)} is listed more than once, and only its first entry counts.`,
      );
    } else {
      const { name, fullname, extension: extensions, platform: platforms } = entry;
      systems.set(name, { name, fullname, path: romFolder(entry.path, romRoot, home), extensions, platforms });
    }
  }
  return { systems: [...systems.values()], problems, exclusive };
}

/** The one `<systemList>`, and whether it is exclusive. */
function systemList(bytes: Buffer): { readonly list: XmlElement } & Pick<EsSystems, 'exclusive'> {
  const source = utf8Text(bytes);
  if (source === null) throw unusable('it is not UTF-8 text');
  const all = rootsOf(source);
  const roots = all.filter(({ name }) => name !== ALONE);
  const wrong = roots.find(({ name }, index) => name !== 'systemList' || index > 0);
  const [list] = roots;
  if (wrong !== undefined)
    throw unusable(
      `${lineAndColumn(source, wrong.start)}: unexpected <${wrong.name}>, where only one <systemList> is allowed`,
    );
  if (list === undefined) throw unusable('1:1: there is no <systemList>');
  return { list, exclusive: roots.length < all.length };
}

function rootsOf(source: string): readonly XmlElement[] {
  try {
    return esDeRoots(source);
  } catch (error) {
    if (error instanceof XmlError) throw unusable(error.message);
    throw error;
  }
}

const unusable = (what: string): ConfigError =>
  new ConfigError([`es_systems: ${what}; name ES-DE's own es_systems.xml, or correct this one`]);

/** The formatter is created only for a list with mistakes: creating it takes longer than reading the list. */
const allOf = (words: Iterable<string>): string => new Intl.ListFormat('en').format(words);

/** An absolute path in this operating system's notation; the file may have been written on another one. */
function romFolder(path: string, romRoot: string, home: string): string {
  const plain = path.replaceAll('\\', '/');
  const [, below] = /^%ROMPATH%\/*(.*)$/iu.exec(plain) ?? [];
  if (below !== undefined) return resolve(romRoot, below);
  return /^~(?:\/|$)/u.test(plain) ? resolve(home, plain.slice(2)) : resolve(romRoot, plain);
}
