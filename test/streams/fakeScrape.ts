import { type Observable, type ObservableInput, of } from 'rxjs';
import type { RunError } from '../../src/model/errors.js';
import type { ScrapePlan } from '../../src/model/scrapeMode.js';
import type { KnownSystem } from '../../src/model/system.js';
import type { GameAnswer } from '../../src/operators/identify.js';
import { runControl } from '../../src/streams/runControl.js';
import type { OpenedSystem, ScrapeDeps } from '../../src/streams/scrapeCourse.js';
import { reports } from '../marbles.js';
import { HASHES, romFile, scrapedGame } from '../scrapeSamples.js';

export const answer: GameAnswer = { game: scrapedGame('Alpha'), cached: false, picked: false, tooManyUnknown: false };

export interface Fakes {
  /** The ROMs of each system, which opens at once. */
  readonly roms?: Readonly<Record<string, readonly string[]>>;
  readonly open?: (system: KnownSystem, opened: OpenedSystem) => ObservableInput<OpenedSystem | null>;
  readonly plans?: Readonly<Record<string, ScrapePlan>>;
  readonly hash?: (rom: string) => Observable<typeof HASHES>;
  readonly ask?: (rom: string) => Observable<GameAnswer>;
  readonly close?: (system: string) => ObservableInput<unknown>;
}

/** A course over made-up systems, in which every step ends at once unless a test says otherwise. */
export function fakeScrape({ roms = {}, open, plans = {}, hash, ask, close }: Fakes) {
  const { events, report } = reports();
  const ending = new AbortController();
  const control = runControl(ending.signal, () => undefined);
  const notes: string[] = [];
  let halt: RunError | null = null;
  const media = { kinds: [], choose: () => new Map(), states: () => new Map(), remember: () => undefined, report };
  const unused = (): never => {
    throw new Error('No medium is wanted.');
  };
  const files = { find: unused, digest: unused, prepare: unused, setAside: unused, store: unused, retire: unused };
  const opened = ({ name }: KnownSystem): OpenedSystem => ({
    roms: (roms[name] ?? []).map((rom) => romFile(rom)),
    planRom: { plan: ({ rom }) => [{ plan: plans[rom.romName] ?? 'scrape', why: 'because' }] },
    fetchMedia: {
      ...media,
      files,
      fetch: unused,
      check: unused,
      strict: false,
      force: false,
      isSecond: () => false,
      now: () => 0,
    },
    retireMedia: { ...media, files, mayBeStale: () => false },
    entrySink: {
      entryOf: ({ rom }) => ({ path: rom.path, id: '7', source: 'ScreenScraper.fr' }),
      keep: ({ rom }) => notes.push(`keep ${rom.romName}`),
    },
    close: () => {
      notes.push(`close ${name}`);
      return close?.(name) ?? [];
    },
  });
  const deps: ScrapeDeps = {
    open: (system) => {
      notes.push(`open ${system.name}`);
      return open?.(system, opened(system)) ?? [opened(system)];
    },
    hashRom: { hash: (rom) => hash?.(rom.romName) ?? [HASHES] },
    identify: {
      askGame: ({ rom }) => {
        notes.push(`ask ${rom.romName}`);
        return ask?.(rom.romName) ?? of(answer);
      },
      search: unused,
      recall: () => of(null),
      choose: null,
      report,
    },
    settleRom: {
      remember: () => undefined,
      halt: (error) => {
        halt ??= error;
      },
      report,
    },
    settleSystem: {
      failed: ({ name }, reason) => {
        notes.push(`failed ${name}: ${reason}`);
      },
      report,
    },
    halted: () => halt,
    control,
  };
  return {
    deps,
    events,
    /** What was opened, requested, kept and closed, in order. */
    notes,
    control,
    abort: () => {
      ending.abort();
    },
  };
}
