import type { LocalText, RegionalText, ScrapedGame, ScrapedGenre, ScrapedRom } from '../../model/scrapedGame.js';
import { type XmlElement, childOf, childText, childrenOf } from '../xml.js';
import { crc32, md5, noteOutOf20, sha1, shortName, someText, wholeNumber, yes } from './fields.js';
import { parseMedium } from './parseMedium.js';

/** More than any game has; each one is compared with the ROM's, which takes a while. */
const MAX_NAMES = 50;

/** A `jeu` as a game; null for the empty one that stands for none. Missing values are null or empty. */
export function parseGame(jeu: XmlElement): ScrapedGame | null {
  const id = someText.parse(jeu.attributes.id);
  if (id === null) return null;
  const rom = childOf(jeu, 'rom');
  return {
    id,
    systemId: someText.parse(childOf(jeu, 'systeme')?.attributes.id),
    notGame: yes(jeu.attributes.notgame),
    names: regional(listed(jeu, 'noms', 'nom').slice(0, MAX_NAMES)),
    publisher: childText(jeu, 'editeur'),
    developer: childText(jeu, 'developpeur'),
    players: childText(jeu, 'joueurs'),
    note: noteOutOf20.parse(childText(jeu, 'note')),
    synopses: local(listed(jeu, 'synopsis', 'synopsis')),
    dates: regional(listed(jeu, 'dates', 'date')),
    genres: genres(listed(jeu, 'genres', 'genre')),
    rom: rom === undefined ? null : parseRom(rom),
    media: listed(jeu, 'medias', 'media')
      .map(parseMedium)
      .filter((medium) => medium !== null),
  };
}

/** The elements of a list that may be missing. */
function listed(parent: XmlElement, list: string, name: string): readonly XmlElement[] {
  const element = childOf(parent, list);
  return element === undefined ? [] : childrenOf(element, name);
}

const textOf = (element: XmlElement): string => element.text.trim();

const regional = (elements: readonly XmlElement[]): readonly RegionalText[] =>
  elements
    .map((element) => ({ region: shortName.parse(element.attributes.region), text: textOf(element) }))
    .filter(({ text }) => text !== '');

const local = (elements: readonly XmlElement[]): readonly LocalText[] =>
  elements
    .map((element) => ({ language: shortName.parse(element.attributes.langue), text: textOf(element) }))
    .filter(({ text }) => text !== '');

/** A genre has one element for each language; they are grouped by its id or, without one, by their text. */
function genres(elements: readonly XmlElement[]): readonly ScrapedGenre[] {
  const byId = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const id = someText.parse(element.attributes.id) ?? textOf(element);
    const its = byId.get(id) ?? [];
    byId.set(id, its);
    its.push(element);
  }
  return [...byId]
    .map(([id, its]) => ({ id, main: its.some(({ attributes }) => yes(attributes.principale)), names: local(its) }))
    .filter(({ names }) => names.length > 0);
}

function parseRom(rom: XmlElement): ScrapedRom {
  const regions = (childText(rom, 'romregions') ?? '').split(/[\s,;]+/).map((region) => shortName.parse(region));
  return {
    fileName: childText(rom, 'romfilename'),
    size: wholeNumber.parse(childText(rom, 'romsize')),
    crc32: crc32.parse(childText(rom, 'romcrc')),
    md5: md5.parse(childText(rom, 'rommd5')),
    sha1: sha1.parse(childText(rom, 'romsha1')),
    regions: regions.filter((region) => region !== null),
  };
}
