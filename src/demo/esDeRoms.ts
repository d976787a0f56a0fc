import { type MediaKind, MEDIA_KIND_NAMES, MEDIA_KINDS } from '../model/mediaKind.js';
import { demoRom } from './demoRom.js';
import type { ScreenScraperGame } from './screenScraper/game.js';

/** The expected result for a ROM of the made-up tree. */
export type ExpectedRom =
  | {
      readonly outcome: 'scraped';
      readonly by: 'hash' | 'name';
      /** The game's id. */
      readonly game: string;
      /** The folders in which it then has a medium, in the order of `MEDIA_KIND_NAMES`. */
      readonly media: readonly MediaKind[];
    }
  | {
      readonly outcome: 'unmatched';
      /** The game that the search finds when it is enabled. */
      readonly bySearch: string | null;
    }
  /** Its entry says `nomultiscrape`. */
  | { readonly outcome: 'skipped' };

/** A ROM of the made-up tree. */
export interface EsDeRom {
  readonly system: string;
  /** As in the gamelist. */
  readonly path: string;
  /** Its files, keyed by their paths below the system's folder, with `/`. */
  readonly files: Readonly<Record<string, Buffer | string>>;
  readonly expect: ExpectedRom;
}

/** The ROMs of the tree, in scan order; `games` are the site's, from which the expected results are derived. */
export function esDeRoms(games: readonly ScreenScraperGame[]): readonly EsDeRom[] {
  const scraped = (game: string, by: 'hash' | 'name' = 'hash'): ExpectedRom => ({
    outcome: 'scraped',
    by,
    game,
    media: mediaKinds(games, game),
  });
  const unmatched = (bySearch: string | null = null): ExpectedRom => ({ outcome: 'unmatched', bySearch });

  return [
    cartridge('nes', 'Collection/Orbit Otter II (Europe).nes', scraped('9102')),
    // The site knows the game, but neither this name nor these bytes.
    cartridge('nes', 'Copper Canyon Chronicles (USA) (Beta 2).nes', unmatched('9103')),
    cartridge('nes', 'Homemade Horror (World).nes', unmatched()),
    cartridge('nes', 'Kite Fighters (USA).nes', scraped('9105', 'name'), 'Kite Fighters, patched'),
    cartridge('nes', 'Pond Patrol (USA).nes', scraped('9101')),
    {
      system: 'psx',
      path: './Night Circuit (Europe).cue',
      files: {
        'Night Circuit (Europe).cue': cueSheet(
          ['Night Circuit (Europe) (Track 1).bin', 'MODE2/2352'],
          ['Night Circuit (Europe) (Track 2).bin', 'AUDIO'],
        ),
        ...track('Night Circuit (Europe) (Track 1).bin'),
        ...track('Night Circuit (Europe) (Track 2).bin'),
      },
      expect: scraped('9202'),
    },
    {
      system: 'psx',
      path: './Saga of Seven Seas (USA).m3u',
      files: {
        'Saga of Seven Seas (USA).m3u':
          '# two discs\n\n./.multidisc/Saga of Seven Seas (USA) (Disc 1).cue\n./.multidisc/Saga of Seven Seas (USA) (Disc 2).cue\n',
        ...sagaDisc(1),
        ...sagaDisc(2),
      },
      expect: scraped('9201'),
    },
    cartridge('snes', 'Bare Cartridge (USA).sfc', scraped('9005')),
    cartridge('snes', 'Controller Test (USA).sfc', unmatched()),
    cartridge('snes', 'Family Album (USA).sfc', { outcome: 'skipped' }),
    cartridge('snes', 'Lantern Harbor (USA).sfc', scraped('9001')),
    cartridge('snes', 'Pépin & Cie (France).sfc', scraped('9002')),
    // The bytes identify what the name does not.
    cartridge('snes', 'Rocket Groundhog (Japan).sfc', scraped('9003'), 'Mega Marmot (Japan).sfc'),
  ];
}

/** @param content - the name from which the bytes are generated; by default the file's own */
function cartridge(system: string, file: string, expect: ExpectedRom, content?: string): EsDeRom {
  const name = content ?? file.split('/').at(-1) ?? file;
  return { system, path: `./${file}`, files: { [file]: demoRom(name) }, expect };
}

const track = (name: string, folder = ''): Readonly<Record<string, Buffer>> => ({ [folder + name]: demoRom(name) });

const cueSheet = (...tracks: readonly (readonly [file: string, mode: string])[]): string =>
  tracks
    .map(([file, mode], index) => {
      const number = String(index + 1).padStart(2, '0');
      return `FILE "${file}" BINARY\r\n  TRACK ${number} ${mode}\r\n    INDEX 01 00:00:00\r\n`;
    })
    .join('');

function sagaDisc(number: number): Readonly<Record<string, Buffer | string>> {
  const name = `Saga of Seven Seas (USA) (Disc ${number})`;
  return {
    [`.multidisc/${name}.cue`]: cueSheet([`${name}.bin`, 'MODE2/2352']),
    ...track(`${name}.bin`, '.multidisc/'),
  };
}

/** The ES-DE media folders for which the site has something for a game. */
function mediaKinds(games: readonly ScreenScraperGame[], id: string): readonly MediaKind[] {
  const offered = games.find((game) => game.id === id)?.media.map(({ type }) => type) ?? [];
  return MEDIA_KIND_NAMES.filter((kind) => MEDIA_KINDS[kind].types.some((type) => offered.includes(type)));
}
