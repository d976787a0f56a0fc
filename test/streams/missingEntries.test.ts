import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseGamelist } from '../../src/formats/gamelist/parseGamelist.js';
import type { EventBody } from '../../src/model/events.js';
import { type MissingEntriesOptions, missingEntries } from '../../src/streams/missingEntries.js';
import { NES, romFile } from '../scrapeSamples.js';

test.skipIf(process.platform === 'win32')(
  'an entry behind a dangling link is not removed, because its disk may not be mounted',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'romflow-gone-entries-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    for (const link of ['game.nes', 'disk']) symlinkSync('/no/such/disk', join(folder, link));
    const paths = ['./game.nes', './disk/sub/b.nes', '.\\disk\\c.nes', join(folder, 'disk', 'd.nes'), './gone.nes'];
    const games = paths.map((path) => `<game><path>${path}</path></game>`).join('');
    const gamelist = parseGamelist(Buffer.from(`<gameList>${games}</gameList>`), { systemPath: folder });
    const events: EventBody[] = [];
    const report = (event: EventBody): void => void events.push(event);
    const prune = { prune: true, yes: true, integrityThreshold: 0, dryRun: false };
    const system = { ...NES, path: folder };
    expect(await missingEntries(system, gamelist, [], prune, { confirm: null, report })).toEqual(
      new Set(['./gone.nes']),
    );
    expect(events).toMatchObject([{ type: 'gamelist.missing', present: 0, paths: ['./gone.nes'], pruned: true }]);
    const listed = { ...prune, prune: false };
    expect(await missingEntries(system, gamelist, [], listed, { confirm: null, report })).toEqual(new Set());
    expect(events.at(-1)).toMatchObject({ paths, pruned: false });
  },
);

test('an entry is gone, too, when its path has more folders than any system accepts', async () => {
  const path = `./${'a/'.repeat(20_000)}b.nes`;
  const gamelist = parseGamelist(Buffer.from(`<gameList><game><path>${path}</path></game></gameList>`));
  const prune = { prune: true, yes: true, integrityThreshold: 0, dryRun: false };
  const deps = { confirm: null, report: () => undefined };
  expect((await missingEntries({ ...NES, path: tmpdir() }, gamelist, [], prune, deps))?.size).toBe(1);
});

interface Decision {
  readonly removed: readonly string[] | null;
  readonly asked: number;
  readonly told: readonly string[];
}

/** Of the four entries, two have a file. */
async function decide(options: Partial<MissingEntriesOptions>, answer: boolean | null): Promise<Decision> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-missing-entries-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'notes.txt'), '');
  const games = ['./rom.nes', './notes.txt', './gone.nes'].map((path) => `<game><path>${path}</path></game>`).join('');
  const alone = '<game><path>./alone.nes</path><nomultiscrape>true</nomultiscrape></game>';
  const gamelist = parseGamelist(Buffer.from(`<gameList>${games}${alone}</gameList>`));
  const events: EventBody[] = [];
  let asked = 0;
  const confirm = (): Promise<boolean> => {
    asked += 1;
    return Promise.resolve(answer === true);
  };
  const removed = await missingEntries(
    { ...NES, path: folder },
    gamelist,
    [romFile('rom.nes')],
    { prune: false, yes: false, integrityThreshold: 0.5, dryRun: false, ...options },
    { report: (event) => void events.push(event), confirm: answer === null ? null : confirm },
  );
  return { removed: removed && [...removed], asked, told: events.map(({ type }) => type) };
}

const LOW = { integrityThreshold: 0.51 };
const LISTED = ['gamelist.missing'];
const WARNED = ['gamelist.missing', 'warning'];

test.each<[string, Partial<MissingEntriesOptions>, boolean | null, Decision]>([
  ['without --prune', {}, false, { removed: [], asked: 0, told: LISTED }],
  ['with it', { prune: true }, false, { removed: ['./gone.nes'], asked: 0, told: LISTED }],
  ['with it where many are missing', { ...LOW, prune: true }, null, { removed: [], asked: 0, told: WARNED }],
  ['and with --yes', { ...LOW, prune: true, yes: true }, false, { removed: ['./gone.nes'], asked: 0, told: WARNED }],
  ['and with a yes', { ...LOW, prune: true }, true, { removed: ['./gone.nes'], asked: 1, told: WARNED }],
  ['and with a no', { ...LOW, prune: true }, false, { removed: null, asked: 1, told: WARNED }],
  ['and in a dry run', { ...LOW, prune: true, dryRun: true }, true, { removed: [], asked: 0, told: WARNED }],
  ['without --prune, with a yes', LOW, true, { removed: [], asked: 1, told: WARNED }],
  ['without --prune, with a no', LOW, false, { removed: null, asked: 1, told: WARNED }],
  ['without --prune, with --yes', { ...LOW, yes: true }, false, { removed: [], asked: 0, told: WARNED }],
])('%s, the entries without a file are removed only if they may be', async (_, options, answer, expected) => {
  expect(await decide(options, answer)).toEqual(expected);
});
