import type { LocalText, RegionalText, ScrapedGenre } from '../../model/scrapedGame.js';
import { demoMedia, type Offer } from './demoMedia.js';
import type { GameRom, ScreenScraperGame } from './game.js';

const SYSTEMS = {
  snes: { systemId: '4', systemName: 'Super Nintendo' },
  nes: { systemId: '3', systemName: 'NES' },
  psx: { systemId: '57', systemName: 'Playstation' },
} as const;

const GENRES = {
  action: { id: '10', en: 'Action', fr: 'Action', de: 'Action' },
  adventure: { id: '13', en: 'Adventure', fr: 'Aventure', de: 'Abenteuer' },
  platform: { id: '7', en: 'Platform', fr: 'Plateforme', de: 'Plattform' },
  puzzle: { id: '27', en: 'Puzzle-Game', fr: 'Réflexion', de: 'Rätsel' },
  racing: { id: '28', en: 'Race, Driving', fr: 'Course, Conduite', de: 'Rennspiel' },
  rpg: { id: '40', en: 'Role playing games', fr: 'Jeu de rôles', de: 'Rollenspiel' },
} as const;

/** The facts about a made-up game; texts are keyed by region or language. */
export interface DemoGameFacts {
  readonly id: number;
  readonly system: keyof typeof SYSTEMS;
  readonly names: Readonly<Record<string, string>>;
  readonly synopses?: Readonly<Record<string, string>>;
  readonly dates?: Readonly<Record<string, string>>;
  /** The first is the main one. */
  readonly genres?: readonly (keyof typeof GENRES)[];
  readonly publisher?: string;
  readonly developer?: string;
  readonly players?: string;
  readonly note?: number;
  readonly notGame?: boolean;
  readonly roms?: readonly GameRom[];
  readonly media?: Offer;
}

/** Assembles a made-up game. */
export function demoGame(facts: DemoGameFacts): ScreenScraperGame {
  const { id, system, names, synopses = {}, dates = {}, genres = [], media = {}, roms = [], notGame = false } = facts;
  return {
    id: String(id),
    ...SYSTEMS[system],
    names: regional(names),
    publisher: facts.publisher ?? null,
    developer: facts.developer ?? null,
    players: facts.players ?? null,
    note: facts.note ?? null,
    synopses: Object.entries(synopses).map(([language, text]): LocalText => ({ language, text })),
    dates: regional(dates),
    genres: genres.map((genre, index) => scrapedGenre(genre, index === 0)),
    roms,
    media: demoMedia(String(id), media),
    notGame,
  };
}

const regional = (texts: Readonly<Record<string, string>>): readonly RegionalText[] =>
  Object.entries(texts).map(([region, text]) => ({ region, text }));

function scrapedGenre(genre: keyof typeof GENRES, main: boolean): ScrapedGenre {
  const { id, en, fr, de } = GENRES[genre];
  const names = Object.entries({ en, fr, de }).map(([language, text]): LocalText => ({ language, text }));
  return { id, main, names };
}
