import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { demoRom } from '../../src/demo/demoRom.js';
import { type EsDePlace, callCounts, esDePlace } from './esDePlace.js';
import { endings } from './scrapeEvents.js';
import { type Terminal, runAtTerminal, terminalMissing } from './terminal.js';

const missing = terminalMissing();

/** ROMs that the site does not know, though a search finds something of that name, and what the user answers. */
const ANSWERS = {
  'Copper Canyon Chronicles (USA) (Beta 2).nes': ['1', 'Enter'],
  'Kite Fighters Turbo (USA).nes': ['s', 'Enter'],
  'Orbit Otter Forever (Europe).nes': ['n', 'Enter'],
  'Pond Patrol Deluxe (USA).nes': ['C-c'],
} as const;

const ASKED = /nes: (.*) is not known by its hash\. Which game is it\?/g;

const atTerminal = (place: EsDePlace): Terminal =>
  runAtTerminal([process.execPath, resolve('dist', 'cli.js'), 'scrape', '--interactive-search'], place.surroundings);

/** Answers each question as it comes, until the program ends; returns the ROMs that were asked about. */
async function answered(
  terminal: Terminal,
  answers: Readonly<Record<string, readonly string[]>>,
): Promise<readonly string[]> {
  const asked: string[] = [];
  const open = (): string | undefined => {
    const screen = terminal.screen();
    const questions = [...screen.matchAll(ASKED)].map(([, rom = '']) => rom);
    // The question has been asked once the prompt for its answer is there.
    return /none of them: *$/.test(screen) ? questions[asked.length] : undefined;
  };
  while (terminal.exitCode() === null) {
    await expect.poll(() => open() !== undefined || terminal.exitCode() !== null, { timeout: 40_000 }).toBe(true);
    const rom = open();
    if (rom === undefined) continue;
    asked.push(rom);
    terminal.type(...(answers[rom] ?? []));
  }
  return asked.sort();
}

test.skipIf(missing !== null)(
  `at a terminal the user picks a game, skips, says that none fits, or leaves the ROM with Ctrl-C${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const place = await esDePlace({
      only: ['nes/Copper', 'nes/Pond'],
      config: { scraping: { media_types: [] }, search: { confidence_threshold: 1 } },
    });
    for (const name of Object.keys(ANSWERS)) writeFileSync(place.romPath('nes', name), demoRom(name));

    const first = atTerminal(place);
    expect(await answered(first, ANSWERS)).toEqual(Object.keys(ANSWERS));
    const screen = first.screen();
    expect(screen).toMatch(/ 1\) Copper Canyon Chronicles \(us, 1989, Tumbleweed, score 0\.99\)\n/);
    expect(screen).toMatch(/ 2\) Copper Kettle \(jp, 1987, Samovar, score 0\.\d\d\)\n/);
    expect(screen).toMatch(/✓ \[\d\/5\] Copper Canyon/);
    expect(screen).toMatch(/✓ \[\d\/5\] Pond Patrol \(USA\)/);
    expect(screen).toMatch(/○ \[\d\/5\] Kite Fighters Turbo .*not looked up/);
    expect(screen).toMatch(/○ \[\d\/5\] Pond Patrol Deluxe .*not looked up/);
    expect(screen).toMatch(/✗ \[\d\/5\] Orbit Otter Forever .*none of the hits was picked/);
    // Ctrl-C was an answer; the run went on to its end.
    expect(screen).toContain('Final Summary');
    expect(screen).not.toContain('Finishing what is in progress');
    expect(first.exitCode()).toBe(1);
    const list = readFileSync(place.gamelist('nes'), 'utf8');
    expect(list.match(/<game id="\d+"/g)).toEqual(['<game id="9103"', '<game id="9101"']);

    const calls = callCounts(place.site);
    const second = atTerminal(place);
    const left = ['Kite Fighters Turbo (USA).nes', 'Pond Patrol Deluxe (USA).nes'];
    expect(await answered(second, { [left[0] ?? '']: ['C-d'], [left[1] ?? '']: ['1', 'Enter'] })).toEqual(left);
    expect(second.exitCode()).toBe(0);
    expect(callCounts(place.site)).toEqual(calls);

    // What was picked or rejected also holds for runs that do not ask.
    const { out } = await place.scrape(['--enable-search', '--json']);
    expect(endings(out)).toEqual({
      'nes/Copper Canyon Chronicles (USA) (Beta 2).nes': 'skipped',
      'nes/Kite Fighters Turbo (USA).nes': 'unmatched',
      'nes/Orbit Otter Forever (Europe).nes': 'skipped',
      'nes/Pond Patrol (USA).nes': 'skipped',
      'nes/Pond Patrol Deluxe (USA).nes': 'skipped',
    });
    expect(callCounts(place.site)).toEqual(calls);
  },
);

test.skipIf(missing !== null)(
  `at a terminal the user is asked whether to continue with a system of which many files are missing${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const place = await esDePlace({ only: ['snes/Lantern'], config: { scraping: { media_types: [] } } });
    const before = readFileSync(place.tree.editedGamelist, 'utf8');
    for (const [key, words, changed] of [
      ['n', 'snes skipped: too few of its entries have a file', false],
      ['y', 'System Complete: Nintendo SNES', true],
    ] as const) {
      const terminal = runAtTerminal([process.execPath, resolve('dist', 'cli.js'), 'scrape'], place.surroundings);
      await expect.poll(terminal.screen, { timeout: 40_000 }).toMatch(/only 1 of 3 entries .*Continue .*\[y\/N\] *$/);
      terminal.type(key, 'Enter');
      await expect.poll(terminal.exitCode, { timeout: 40_000 }).toBe(0);
      expect(terminal.screen()).toContain(words);
      expect(readFileSync(place.tree.editedGamelist, 'utf8') !== before).toBe(changed);
    }
  },
);
