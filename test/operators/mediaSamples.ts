import { type ObservableInput, of } from 'rxjs';
import type { MediaKind } from '../../src/model/mediaKind.js';
import type { MediaState } from '../../src/model/mediaState.js';
import type { IdentifiedRom, PlannedRom } from '../../src/model/scrapeTask.js';
import type { Medium } from '../../src/model/scrapedGame.js';
import type { MediaDeps } from '../../src/operators/fetchMedia.js';
import { hashedRom, scrapedGame } from '../scrapeSamples.js';

const ROM = 'Game (USA).nes';

export const identified = (plan: PlannedRom['plan'] = 'scrape'): IdentifiedRom => ({
  ...hashedRom(ROM),
  plan,
  game: scrapedGame('Game'),
});

/** What is remembered and reported, in order. */
export interface Notes {
  readonly notes: unknown[];
  readonly deps: MediaDeps;
}

export function mediaNotes(
  kinds: readonly MediaKind[],
  chosen: Partial<Record<MediaKind, Medium>>,
  states: Partial<Record<MediaKind, MediaState>> = {},
): Notes {
  const notes: unknown[] = [];
  return {
    notes,
    deps: {
      kinds,
      choose: () => mapOf(kinds, chosen),
      states: () => mapOf(kinds, states),
      remember: ({ rom }, kind, state) => notes.push(['remember', rom.path, kind, state]),
      report: (event) => notes.push(event),
    },
  };
}

function mapOf<T>(kinds: readonly MediaKind[], values: Partial<Record<MediaKind, T>>): ReadonlyMap<MediaKind, T> {
  return new Map(
    kinds.flatMap((kind): [MediaKind, T][] => {
      const value = values[kind];
      return value === undefined ? [] : [[kind, value]];
    }),
  );
}

export const unused = (): never => {
  throw new Error('must not be asked');
};

export const nothing = (): ObservableInput<null> => of(null);
