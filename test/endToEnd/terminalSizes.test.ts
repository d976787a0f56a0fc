import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { esDePlace } from './esDePlace.js';
import { type Terminal, runAtTerminal, terminalMissing } from './terminal.js';
import { goldenWorkplace } from './workplace.js';

const missing = terminalMissing();
const named = (what: string): string => (missing === null ? what : `${what} (${missing})`);
const PATIENCE = { timeout: 40_000 };
const CLI = `'${process.execPath}' '${resolve('dist', 'cli.js')}'`;
/** A moment in which no resize is reported: tmux tells a program about new sizes four times a second. */
const SOON_MS = 40;

/** A scrape that does not end: one ROM is never answered for. */
async function scraping(): Promise<Terminal> {
  const place = await esDePlace({
    config: { scraping: { media_types: ['covers'] } },
    faults: ({ call, url }) => (call === 'jeuInfos' && url.href.includes('Saga') ? { kind: 'silence' } : null),
  });
  return atShell(`${CLI} scrape`, place.surroundings.cwd, place.surroundings.env);
}

async function updating(): Promise<Terminal> {
  const place = await goldenWorkplace(['41021', '41077', '41084'], {
    faults: ({ url }) => (url.pathname === '/ajax.php' ? null : { kind: 'silence' }),
  });
  return atShell(`${CLI} update --archive archive`, place.folder, { XDG_STATE_HOME: join(place.folder, 'state') });
}

const atShell = (script: string, cwd: string, env: Readonly<Record<string, string>>): Terminal =>
  runAtTerminal(['sh', '-c', `for line in $(seq 30); do echo before $line; done; ${script}; echo after; cat`], {
    cwd,
    env: { ...env, CI: '0', TERM: 'screen-256color' },
  });

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** How often each part of the drawing is visible, and the width of its rule. */
function drawings(text: string): Readonly<Record<string, number>> {
  const [rule = ''] = /^─+$/m.exec(text) ?? [];
  return {
    rules: count(text, /^─+$/gm),
    headers: count(text, /^romflow (?:scrape|update) /gm),
    bars: count(text, /^[█░]+(?: +\d+ %)?$/gm),
    keys: count(text, /^p pause/gm),
    width: rule.length,
  };
}

const ONE = { rules: 1, headers: 1, bars: 1, keys: 1 };

const LARGE = [200, 50] as const;
/**
 * Sizes that a terminal is given in quick succession; the last of each lasts for a while and is the smallest: if it had
 * been smaller in between, unreported, nobody could know how much has scrolled away.
 */
const RESIZED: readonly (readonly (readonly [columns: number, rows: number])[])[] = [
  [[40, 16]],
  [LARGE],
  [[40, 50]],
  [LARGE],
  [[200, 16]],
  [LARGE],
  // Narrow only after it was low: the drawing does not fit, and its beginning scrolls away.
  [[200, 16]],
  [[40, 16]],
  [LARGE],
  [
    [150, 40],
    [100, 30],
    [60, 20],
    [40, 16],
  ],
  [LARGE],
  [[100, 30]],
  [[60, 20]],
  [[40, 16]],
  [[120, 40]],
  [[100, 40], LARGE, [60, 16]],
  [[90, 24]],
  [LARGE],
];

test.skipIf(missing !== null).each([
  ['scrape', scraping],
  ['update', updating],
] as const)(
  named('at a terminal, nothing that %s has drawn is left over, however it is resized'),
  async (_, started) => {
    const terminal = await started();
    await expect.poll(terminal.visible, PATIENCE).toMatch(/^ {2}(?:asking|downloading) [^]*\np pause/m);
    terminal.resize(...LARGE);
    for (const sizes of RESIZED) {
      for (const [columns, rows] of sizes) {
        terminal.resize(columns, rows);
        await setTimeout(SOON_MS);
      }
      const [columns] = sizes.at(-1) ?? LARGE;
      // What a low terminal has scrolled away is erased, too, once it is high again.
      await expect.poll(() => drawings(terminal.visible()), PATIENCE).toEqual({ ...ONE, width: columns - 1 });
    }
  },
);

test.skipIf(missing !== null)(
  named('what a terminal showed before the run is still there after resizing, and so is what was printed'),
  async () => {
    const terminal = await updating();
    await expect.poll(terminal.visible, PATIENCE).toMatch(/^ {2}downloading [^]*\np pause/m);
    const resized = async (columns: number, rows: number): Promise<void> => {
      terminal.resize(columns, rows);
      await expect.poll(() => drawings(terminal.visible()), PATIENCE).toEqual({ ...ONE, width: columns - 1 });
      expect(count(terminal.screen(), /Catalog read/g)).toBe(1);
    };
    for (const [columns, rows] of [
      [250, 60],
      [249, 50],
      [249, 90],
    ] as const)
      await resized(columns, rows);
    expect(count(terminal.screen(), /^before \d+$/gm)).toBe(30);
    for (const [columns, rows] of [[120, 30], [60, 24], [90, 40], LARGE, [70, 50], LARGE] as const) {
      await resized(columns, rows);
    }
    expect(terminal.cursor()).toBe(false);
    terminal.type('C-c');
    await expect.poll(terminal.screen, PATIENCE).toContain('interrupt again to stop at once');
    terminal.type('C-c');
    await expect.poll(terminal.screen, PATIENCE).toMatch(/^before 1\n[^]*\nafter$/);
    expect(terminal.visible()).not.toMatch(/^─/m);
    expect(terminal.cursor()).toBe(true);
  },
);
