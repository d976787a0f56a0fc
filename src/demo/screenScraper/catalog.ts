import { type GameMedium, type GameRom, type MediumKey, mediumName, type ScreenScraperGame } from './game.js';

/** The real site returns no more than this. */
const MAX_FOUND = 30;

/** What a request says about a ROM. Hashes are lower-case hex. */
export interface RomQuery {
  readonly systemId: string;
  readonly name: string;
  readonly hashes: readonly string[];
}

/** A game and the ROM by which it was found. */
export interface FoundRom {
  readonly game: ScreenScraperGame;
  readonly rom: GameRom;
}

/** The games of the site, which can be changed while it runs. */
export interface GameCatalog {
  readonly games: readonly ScreenScraperGame[];
  readonly add: (game: ScreenScraperGame) => void;
  /** Replaces the game with the same id. */
  readonly replace: (game: ScreenScraperGame) => void;
  readonly remove: (id: string) => void;
  /** Adds a medium to a game, or replaces the one of the same type, region and support. */
  readonly setMedium: (id: string, medium: GameMedium) => void;
  readonly removeMedium: (id: string, key: MediumKey) => void;
  readonly game: (id: string) => ScreenScraperGame | undefined;
  /** By any of its hashes, else by its name. */
  readonly findRom: (query: RomQuery) => FoundRom | undefined;
  /** Games that share words with the search text, best match first; of one system, or of all for null. */
  readonly search: (text: string, systemId: string | null) => readonly ScreenScraperGame[];
}

export function gameCatalog(initial: readonly ScreenScraperGame[]): GameCatalog {
  let games = initial;
  let index: ReadonlyMap<string, FoundRom> | null = null;

  function change(to: readonly ScreenScraperGame[]): void {
    games = to;
    index = null;
  }

  function edit(id: string, edited: (game: ScreenScraperGame) => ScreenScraperGame): void {
    if (!games.some((game) => game.id === id)) throw new RangeError(`The stand-in site has no game ${id}.`);
    change(games.map((game) => (game.id === id ? edited(game) : game)));
  }

  const without = (media: readonly GameMedium[], key: MediumKey): readonly GameMedium[] =>
    media.filter((medium) => mediumName(medium) !== mediumName(key));

  return {
    get games() {
      return games;
    },
    add: (game) => {
      change([...games, game]);
    },
    replace: (game) => {
      edit(game.id, () => game);
    },
    remove: (id) => {
      change(games.filter((game) => game.id !== id));
    },
    setMedium: (id, medium) => {
      edit(id, (game) => ({ ...game, media: [...without(game.media, medium), medium] }));
    },
    removeMedium: (id, key) => {
      edit(id, (game) => ({ ...game, media: without(game.media, key) }));
    },
    game: (id) => games.find((game) => game.id === id),
    findRom: ({ systemId, name, hashes }) => {
      const known = (index ??= romIndex(games));
      return [...hashes, name.toLowerCase()]
        .map((mark) => known.get(romKey(systemId, mark)))
        .find((found) => found !== undefined);
    },
    search: (text, systemId) => found(games, text, systemId),
  };
}

const romKey = (systemId: string, mark: string): string => `${systemId}/${mark}`;

function romIndex(games: readonly ScreenScraperGame[]): ReadonlyMap<string, FoundRom> {
  const index = new Map<string, FoundRom>();
  for (const game of games) {
    for (const rom of game.roms) {
      for (const mark of [rom.crc32, rom.md5, rom.sha1, rom.name.toLowerCase()]) {
        index.set(romKey(game.systemId, mark), { game, rom });
      }
    }
  }
  return index;
}

function found(
  games: readonly ScreenScraperGame[],
  text: string,
  systemId: string | null,
): readonly ScreenScraperGame[] {
  const asked = wordsOf(text);
  const shared = (game: ScreenScraperGame): number =>
    Math.max(0, ...game.names.map((name) => wordsOf(name.text).filter((word) => asked.includes(word)).length));
  return games
    .filter((game) => systemId === null || game.systemId === systemId)
    .map((game) => ({ game, score: shared(game) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_FOUND)
    .map(({ game }) => game);
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
