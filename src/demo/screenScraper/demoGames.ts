import { demoRom } from '../demoRom.js';
import { demoGame } from './demoGame.js';
import { PLAIN_OFFER, RICH_OFFER } from './demoMedia.js';
import { gameRom, type GameRom, type ScreenScraperGame } from './game.js';

/** A ROM that the site knows by this name and with these bytes. */
const rom = (name: string, ...regions: readonly string[]): GameRom => gameRom(name, demoRom(name), regions);

/** Known by the name of its cue sheet, and by the hashes of its first data track. */
const disc = (cue: string, track: string, region: string): GameRom => gameRom(cue, demoRom(track), [region]);

/** The games of the demo's stand-in ScreenScraper, all of them made up; the same at every call. */
export const demoGames = (): readonly ScreenScraperGame[] => [...snesGames(), ...nesGames(), ...psxGames()];

function snesGames(): readonly ScreenScraperGame[] {
  return [
    demoGame({
      id: 9001,
      system: 'snes',
      names: { ss: 'Lantern Harbor', jp: '灯籠の港', us: 'The Lantern Harbor', eu: 'Lantern Harbour' },
      synopses: {
        en: 'Every evening somebody must light the harbor\'s "hundred" lanterns.\n\nTonight it is you & your cat.',
        fr: "Chaque soir, quelqu'un doit allumer les cent lanternes du port.",
        de: 'Jeden Abend müssen die hundert Laternen im Hafen angezündet werden.',
        ja: '毎晩、港の百の灯籠に火をともす。',
      },
      dates: { jp: '1992-11-21', us: '1993-05-06', eu: '1993-10' },
      genres: ['adventure', 'puzzle'],
      publisher: 'Tidewater Games',
      developer: 'Studio Kelp',
      players: '1-2',
      note: 18.5,
      roms: [rom('Lantern Harbor (USA).sfc', 'us'), rom('Touro no Minato (Japan).sfc', 'jp')],
      media: RICH_OFFER,
    }),
    demoGame({
      id: 9002,
      system: 'snes',
      names: { ss: "Pépin & Cie : L'Été", fr: "Pépin & Cie : L'Été", eu: 'Pip & Co: Summer' },
      synopses: {
        fr: "L'été de Pépin « le petit » : 1 < 2, œufs & crêpes à volonté !",
        en: 'A summer with Pip: 1 < 2, eggs & pancakes for everybody!',
      },
      dates: { fr: '1994' },
      genres: ['platform'],
      publisher: 'Crêperie Éditions',
      developer: 'Crêperie Éditions',
      players: '1',
      note: 14,
      roms: [rom('Pépin & Cie (France).sfc', 'fr')],
      media: { ...PLAIN_OFFER, 'box-2D': ['fr', 'eu'] },
    }),
    demoGame({
      id: 9003,
      system: 'snes',
      names: { ss: 'Mega Marmot', us: 'Mega Marmot', jp: 'ロケットマーモット' },
      synopses: { en: 'One marmot, one rocket, many regrets.' },
      dates: { jp: '1991-03-01', us: '1991-12-01' },
      genres: ['action', 'platform'],
      publisher: 'Burrow',
      developer: 'Burrow',
      players: '1-4',
      note: 16,
      roms: [rom('Mega Marmot (Japan).sfc', 'jp')],
      media: { ...PLAIN_OFFER, 'box-2D': ['us', 'jp'] },
    }),
    demoGame({
      id: 9004,
      system: 'snes',
      names: { ss: 'ZZZ(notgame):Controller Test', us: 'ZZZ(notgame):Controller Test' },
      notGame: true,
      roms: [rom('Controller Test (USA).sfc', 'us')],
      media: { ss: ['us'] },
    }),
    demoGame({
      id: 9005,
      system: 'snes',
      names: { us: 'Bare Cartridge' },
      synopses: { en: 'No box, no manual, not even a label.' },
      dates: { us: '1995-02-03' },
      genres: ['puzzle'],
      publisher: 'Nobody',
      developer: 'Nobody',
      players: '1',
      note: 0,
      roms: [rom('Bare Cartridge (USA).sfc', 'us')],
    }),
  ];
}

function nesGames(): readonly ScreenScraperGame[] {
  return [
    demoGame({
      id: 9101,
      system: 'nes',
      names: { us: 'Pond Patrol', eu: 'Pond Patrol' },
      synopses: { en: 'Keep the pond clean.', de: 'Haltet den Teich sauber.' },
      dates: { us: '1988-07-01' },
      genres: ['action'],
      publisher: 'Lilypad',
      developer: 'Lilypad',
      players: '1-2',
      note: 12,
      roms: [rom('Pond Patrol (USA).nes', 'us')],
      media: { ...PLAIN_OFFER, 'support-2D': ['us'] },
    }),
    demoGame({
      id: 9102,
      system: 'nes',
      names: { eu: 'Orbit Otter II' },
      synopses: { en: 'The otter is back, and so is gravity.' },
      dates: { eu: '1990-09' },
      genres: ['platform'],
      publisher: 'Lilypad',
      developer: 'Holt & Sons',
      players: '1',
      note: 15,
      roms: [rom('Orbit Otter II (Europe).nes', 'eu')],
      media: PLAIN_OFFER,
    }),
    demoGame({
      id: 9103,
      system: 'nes',
      names: { us: 'Copper Canyon Chronicles' },
      synopses: { en: 'A sheriff, a canyon, a chronicle.' },
      dates: { us: '1989-04-12' },
      genres: ['rpg'],
      publisher: 'Tumbleweed',
      developer: 'Tumbleweed',
      players: '1',
      note: 17,
      roms: [rom('Copper Canyon Chronicles (USA).nes', 'us')],
      media: { ...PLAIN_OFFER, 'box-2D': ['us'] },
    }),
    demoGame({
      id: 9104,
      system: 'nes',
      names: { jp: 'Copper Kettle' },
      synopses: { en: 'Tea for two.' },
      dates: { jp: '1987' },
      genres: ['puzzle'],
      publisher: 'Samovar',
      developer: 'Samovar',
      players: '2',
      note: 8,
    }),
    demoGame({
      id: 9105,
      system: 'nes',
      names: { us: 'Kite Fighters' },
      synopses: { en: 'Wind, string and honour.' },
      dates: { us: '1990-01-30' },
      genres: ['action'],
      publisher: 'Updraft',
      developer: 'Updraft',
      players: '1-2',
      note: 11,
      roms: [rom('Kite Fighters (USA).nes', 'us')],
      media: PLAIN_OFFER,
    }),
  ];
}

function psxGames(): readonly ScreenScraperGame[] {
  return [
    demoGame({
      id: 9201,
      system: 'psx',
      names: { us: 'Saga of Seven Seas', jp: '七つの海のサーガ' },
      synopses: { en: 'Seven seas, two discs.', fr: 'Sept mers, deux disques.' },
      dates: { jp: '1997-01-31', us: '1997-09-07' },
      genres: ['rpg', 'adventure'],
      publisher: 'Longship',
      developer: 'Longship',
      players: '1',
      note: 19,
      roms: [
        disc('Saga of Seven Seas (USA) (Disc 1).cue', 'Saga of Seven Seas (USA) (Disc 1).bin', 'us'),
        disc('Saga of Seven Seas (USA) (Disc 2).cue', 'Saga of Seven Seas (USA) (Disc 2).bin', 'us'),
      ],
      media: { ...PLAIN_OFFER, 'box-2D': ['us', 'jp'], manuel: ['us'] },
    }),
    demoGame({
      id: 9202,
      system: 'psx',
      names: { eu: 'Night Circuit' },
      synopses: { en: 'No speed limit after midnight.', de: 'Nach Mitternacht gilt kein Tempolimit.' },
      dates: { eu: '1998-11-20' },
      genres: ['racing'],
      publisher: 'Asphalt',
      developer: 'Asphalt',
      players: '1-2',
      note: 13,
      roms: [disc('Night Circuit (Europe).cue', 'Night Circuit (Europe) (Track 1).bin', 'eu')],
      media: PLAIN_OFFER,
    }),
  ];
}
