import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseGamelist } from '../../src/formats/gamelist/parseGamelist.js';
import type { EventBody } from '../../src/model/events.js';
import { missingEntries } from '../../src/streams/missingEntries.js';
import { NES } from '../scrapeSamples.js';

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
