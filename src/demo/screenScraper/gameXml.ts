import type { LocalText, RegionalText } from '../../model/scrapedGame.js';
import type { Asked } from './answers.js';
import { type GameMedium, type GameRom, mediumName, type ScreenScraperGame } from './game.js';
import { parentElement, textElement } from './xmlText.js';

/** The script that serves a medium, by its format; pictures come from `mediaJeu.php`. */
const SCRIPTS: Readonly<Record<string, string>> = { mp4: 'mediaVideoJeu.php', pdf: 'mediaManuelJeu.php' };
const CREDENTIALS = ['devid', 'devpassword', 'softname', 'ssid', 'sspassword'] as const;

/** The script that serves a medium. */
export const mediaScript = ({ format }: GameMedium): string => SCRIPTS[format] ?? 'mediaJeu.php';

/**
 * A game in the shape of a real answer: regional and localized texts, all ROMs as a list of empty elements, then the one
 * requested, and a medium of the publisher among those of the game.
 *
 * @param rom - the ROM that was found; null when the game was requested by id
 */
export function gameElement(game: ScreenScraperGame, asked: Asked, rom: GameRom | null): string {
  const notgame = String(game.notGame ?? false);
  if (rom === null) return jeu(game, asked, { romid: '', notgame }, []);
  const row = game.roms.map((each) => romInRow(game, each));
  return jeu(game, asked, { romid: romId(game, rom), notgame }, [parentElement('roms', row), romBlock(game, rom)]);
}

/** A game in the answer to a search, which says nothing about ROMs. */
export const foundElement = (game: ScreenScraperGame, asked: Asked): string => jeu(game, asked, {}, []);

function jeu(
  game: ScreenScraperGame,
  asked: Asked,
  attributes: Readonly<Record<string, string>>,
  roms: readonly string[],
): string {
  return parentElement(
    'jeu',
    [
      parentElement('noms', game.names.map(regional('nom'))),
      textElement('systeme', game.systemName, { id: game.systemId }),
      optional('editeur', game.publisher, { id: 301 }),
      optional('developpeur', game.developer, { id: 302 }),
      optional('joueurs', game.players),
      optional('note', game.note),
      textElement('topstaff', 0),
      textElement('rotation', 0),
      parentElement('synopsis', game.synopses.map(local('synopsis'))),
      parentElement('classifications', [
        textElement('classification', 3, { type: 'PEGI' }),
        textElement('classification', 'E', { type: 'ESRB' }),
      ]),
      parentElement('dates', game.dates.map(regional('date'))),
      parentElement('genres', game.genres.flatMap(genreElements)),
      parentElement('medias', [...game.media.map((medium) => mediaElement(game, medium, asked)), publisherLogo(asked)]),
      ...roms,
    ],
    { id: game.id, ...attributes },
  );
}

const optional = (name: string, value: string | number | null, attributes = {}): string =>
  value === null ? '' : textElement(name, value, attributes);

const regional =
  (name: string) =>
  ({ region, text }: RegionalText): string =>
    textElement(name, text, { region });

const local =
  (name: string) =>
  ({ language, text }: LocalText): string =>
    textElement(name, text, { langue: language });

const genreElements = ({ id, main, names }: ScreenScraperGame['genres'][number]): readonly string[] =>
  names.map(({ language, text }) =>
    textElement('genre', text, {
      id,
      nomcourt: id.padStart(4, '0'),
      principale: main ? 1 : 0,
      parentid: 0,
      langue: language,
    }),
  );

function mediaElement(game: ScreenScraperGame, medium: GameMedium, asked: Asked): string {
  const { type, region, support, crc32, md5, sha1, content, format } = medium;
  const place = { systemeid: game.systemId, jeuid: game.id, media: mediumName(medium) };
  return textElement('media', mediaUrl(mediaScript(medium), place, asked), {
    parent: 'jeu',
    type,
    region,
    support,
    crc: crc32,
    md5,
    sha1,
    size: content.length,
    format,
  });
}

/** Belongs to the publisher, not to the game, but the site lists it all the same. */
const publisherLogo = (asked: Asked): string =>
  textElement('media', mediaUrl('mediaCompagnie.php', { groupid: '301', media: 'logo-monochrome' }, asked), {
    parent: 'editeur',
    type: 'pictomonochrome',
    crc: '51a9b16a',
    md5: 'a7ee9f40f4881d1a344ca1d4a63960ee',
    sha1: '736a9d7ccd672679d3a6da9c7a7b6b031cb3b0b1',
    size: 4620,
    format: 'png',
  });

/** The site puts the credentials of the request into every media URL. */
function mediaUrl(script: string, place: Readonly<Record<string, string>>, { mediaOrigin, query }: Asked): string {
  const credentials = CREDENTIALS.map((name) => [name, query.get(name) ?? ''] as const);
  const parameters = [...credentials, ...Object.entries(place)];
  const text = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${mediaOrigin}/api2/${script}?${text}`;
}

const romId = (game: ScreenScraperGame, rom: GameRom): string => `${game.id}${game.roms.indexOf(rom) + 1}`;

/** What the site says about a ROM, hashes in upper case. */
const romFacts = (rom: GameRom): Readonly<Record<string, string | number>> => ({
  romfilename: rom.name,
  romsize: rom.size,
  romcrc: rom.crc32.toUpperCase(),
  rommd5: rom.md5.toUpperCase(),
  romsha1: rom.sha1.toUpperCase(),
});

const romInRow = (game: ScreenScraperGame, rom: GameRom): string =>
  parentElement('rom', [], { id: romId(game, rom), ...romFacts(rom), beta: 0, demo: 0, hack: 0, nbscrap: 10 });

function romBlock(game: ScreenScraperGame, rom: GameRom): string {
  const facts = {
    ...romFacts(rom),
    romregions: rom.regions.join(','),
    romtype: 'rom',
    romsupporttype: 'cartouche',
    romcloneof: 0,
    beta: 0,
    demo: 0,
    hack: 0,
  };
  const regions = parentElement(
    'regions',
    rom.regions.map((region) => textElement('region_en', region)),
  );
  return parentElement('rom', [...Object.entries(facts).map(([name, value]) => textElement(name, value)), regions], {
    id: romId(game, rom),
  });
}
