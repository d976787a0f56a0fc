import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type EsDePlace, esDePlace } from './esDePlace.js';
import { eventsOf } from './events.js';
import { summary } from './scrapeEvents.js';

const HORROR = 'Homemade Horror (World).nes';
const FAULTY = {
  only: ['nes/Homemade', 'nes/Pond'],
  config: { scraping: { media_types: ['covers'] } },
  faults: ({ call }: { readonly call: string }) =>
    call === 'mediaJeu' ? ({ kind: 'answer', status: 404 } as const) : null,
} as const;

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);
const lines = (path: string): readonly string[] => linesOf(readFileSync(path, 'utf8'));
const errorLog = (place: EsDePlace): string => join(place.folder, 'errors.log');

test('errors.log gets a line for each failure, run after run, and is not made without one', async () => {
  const place = await esDePlace(FAULTY);
  const first = await place.scrape();
  expect(first.code).toBe(1);
  expect(first.out).toContain(`Error log written to: ${errorLog(place)}\n`);
  const [one = '', other = '', ...more] = lines(errorLog(place)).toSorted((a, b) =>
    a.slice(24).localeCompare(b.slice(24)),
  );
  expect(more).toEqual([]);
  expect(one).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z nes\/Homemade Horror \(World\)\.nes: No game info found from API$/,
  );
  expect(other).toMatch(/Z nes\/Pond Patrol \(USA\)\.nes: covers: The site does not have this medium\.$/);

  const quiet = await place.scrape(['--json']);
  expect(quiet.code).toBe(0);
  expect(summary(quiet.out).errorLog).toBeNull();
  expect(lines(errorLog(place))).toHaveLength(2);
  expect((await place.scrape(['--mode', 'force'])).code).toBe(1);
  expect(lines(errorLog(place))).toHaveLength(4);
});

test('logging.file gets the lines that are shown, and logging.level selects them', async () => {
  const place = await esDePlace(FAULTY);
  const shown = async (level: string, ...flags: readonly string[]) => {
    place.configure({ logging: { level, file: `logs/${level}${flags.length}.log` } });
    const { out, err } = await place.scrape(['--mode', 'force', ...flags]);
    return { out, err, file: readFileSync(join(place.folder, 'logs', `${level}${flags.length}.log`), 'utf8') };
  };
  const error = await shown('error');
  expect(error.out).toBe(`  ✗ [1/2] ${HORROR} - No game info found from API\n`);
  expect(error.file).toBe(error.out);
  const warning = await shown('WARNING');
  expect(warning.out).toBe(error.out);
  expect(warning.err).toBe('  ⚠ Pond Patrol (USA).nes: covers: The site does not have this medium.\n');
  expect(linesOf(warning.file).toSorted()).toEqual(linesOf(warning.err + warning.out));
  const info = await shown('info');
  expect(info.out).toContain('Final Summary');
  expect(linesOf(info.file).toSorted()).toEqual(linesOf(info.err + info.out).toSorted());
  expect(info.err).toBe(warning.err);
  const debug = await shown('debug', '--json');
  expect(debug.err).toMatch(/^rhtools:run\.started \S+Z \{/);
  // Events are for programs, and complete; the file is for people.
  expect(eventsOf(debug.out).length).toBeGreaterThan(8);
  expect(debug.file).toContain('Final Summary');
});

test('DEBUG=rhtools:* shows every event on standard error', async () => {
  const place = await esDePlace({ only: ['nes/Pond'], config: { scraping: { media_types: [] } } });
  const { code, out, err } = await place.scrape(['--json'], { env: { DEBUG: 'rhtools:*' } });
  expect(code).toBe(0);
  const told = eventsOf(out).map(({ type, t }) => `rhtools:${type} ${t}`);
  expect(
    err
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' ').slice(0, 2).join(' ')),
  ).toEqual(told);
  expect(existsSync(errorLog(place))).toBe(false);
});

test('human-readable output is as specified', async () => {
  const place = await esDePlace({ config: { scraping: { media_types: ['covers', 'ss'] } } });
  const { code, out } = await place.scrape(['--systems', 'nes', 'psx']);
  expect(code).toBe(1);
  const rule = (character: string): string => character.repeat(60);
  expect(out).toContain(`\n${rule('=')}\nScraping Sony PlayStation\nTotal ROMs: 2\n${rule('=')}\n\n`);
  expect(out).toMatch(/\n {2}✓ \[2\/2\] Saga of Seven Seas \(USA\)\.m3u - 2 media files\n/);
  expect(out).toMatch(/\n {2}✗ \[3\/5\] Homemade Horror \(World\)\.nes - No game info found from API\n/);
  expect(out).toMatch(
    new RegExp(
      `\n${rule('-')}\nSystem Complete: Nintendo Entertainment System\n {2}Total: {5}5\n {2}Succeeded: 3\n {2}Failed: {4}2\n` +
        ` {2}Unknown: {3}2\n {2}Skipped: {3}0\n {2}Time: {6}[^\n]+\n${rule('-')}\n`,
    ),
  );
  expect(out).toMatch(
    new RegExp(
      `\n${rule('=')}\nFinal Summary\n${rule('=')}\nSystems processed: 2\nTotal ROMs: {8}7\n {2}Succeeded: {7}5\n` +
        ` {2}Failed: {10}2\n(?: {2}\\w+: +\\d+\n)* {2}Skipped: {9}0\n(?:[^=].*\n)*Total time: .*\n${rule('=')}\n`,
    ),
  );
});
