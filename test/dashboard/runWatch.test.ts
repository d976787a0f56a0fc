import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, take, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import type { ChildState } from '../../src/dashboard/childRun.js';
import { type RunPlace, watchRuns } from '../../src/dashboard/runWatch.js';
import type { RunView } from '../../src/model/runView.js';
import { newFolder } from '../archive/archiveFolder.js';
import { sampleView } from './sampleView.js';

const NOTHING: ChildState = { command: null, since: null, failure: null };

function placeIn(folder: string, command: RunPlace['command'] = 'update') {
  const place: RunPlace = { command, database: join(folder, `${command}.db`), view: join(folder, `${command}.json`) };
  return {
    place,
    // Atomically, as a run does: a concurrent reader sees a whole one.
    show: (view: Partial<RunView>) => {
      writeFileSync(`${place.view}.new`, JSON.stringify(sampleView({ command, ...view })));
      renameSync(`${place.view}.new`, place.view);
    },
    work: (since = new Date()) => lockArchive(place.database, () => since),
  };
}

test('without a view there is nothing to show, and an invalid one does not count', async () => {
  const { place } = placeIn(newFolder());
  const watch = watchRuns([place], { child: () => NOTHING });
  expect(await watch.now()).toEqual({ status: 'none', view: null, here: false, failure: null });
  writeFileSync(place.view, '{"v":99}');
  expect(await watch.now()).toMatchObject({ status: 'none', view: null });
});

test('a run started elsewhere is shown as it is, and as interrupted once nobody is working any more', async () => {
  const { place, show, work } = placeIn(newFolder());
  const watch = watchRuns([place], { child: () => NOTHING });
  const lock = work();
  show({ state: 'paused' });
  expect(await watch.now()).toMatchObject({ status: 'paused', here: false });
  expect(watch.busy('update')).toBe(true);
  lock.release();
  expect(await watch.now()).toMatchObject({ status: 'interrupted', view: { state: 'paused' } });
  expect(watch.busy('update')).toBe(false);
  show({ state: 'ended', outcome: 'complete' });
  expect(await watch.now()).toMatchObject({ status: 'ended' });
});

test('a run just started here counts as running while its view is still that of the last run', async () => {
  const { place, show } = placeIn(newFolder());
  show({ state: 'ended', at: new Date(1000).toISOString() });
  let child: ChildState = { command: 'update', since: 5000, failure: null };
  const watch = watchRuns([place], { child: () => child });
  expect(await watch.now()).toEqual({ status: 'running', view: null, here: true, failure: null });
  show({ state: 'running', at: new Date(6000).toISOString() });
  expect(await watch.now()).toMatchObject({ status: 'running', view: { state: 'running' }, here: true });
  child = { ...NOTHING, since: 5000, failure: 'The base ROM is missing.' };
  expect(await watch.now()).toMatchObject({ status: 'interrupted', here: false, failure: 'The base ROM is missing.' });
});

test('a killed run is not confused with what works on the archive later', async () => {
  const { place, show, work } = placeIn(newFolder());
  const watch = watchRuns([place], { child: () => NOTHING });
  show({ state: 'running', at: new Date(Date.now() - 1000).toISOString() });
  // Such as `verify --repair`, which leaves no view.
  const lock = work();
  expect(await watch.now()).toMatchObject({ status: 'interrupted', view: { state: 'running' } });
  expect(watch.busy('update')).toBe(true);
  show({ state: 'running', at: new Date().toISOString() });
  expect(await watch.now()).toMatchObject({ status: 'running' });
  lock.release();
});

test('of two runs in progress, the one started here is shown, else the later one, whichever writes its view', async () => {
  const folder = newFolder();
  const [update, scrape] = [placeIn(folder), placeIn(folder, 'scrape')];
  let child = NOTHING;
  const watch = watchRuns([update.place, scrape.place], { child: () => child });
  const locks = [update.work(), scrape.work()];
  const begun = Date.now() + 1000;
  const at = (ms: number): string => new Date(begun + ms).toISOString();
  update.show({ startedAt: at(0), at: at(0) });
  for (const ms of [20, 40]) {
    scrape.show({ startedAt: at(10), at: at(ms) });
    update.show({ startedAt: at(0), at: at(30) });
    expect(await watch.now()).toMatchObject({ view: { command: 'scrape' }, here: false });
  }
  child = { ...NOTHING, command: 'update', since: begun };
  expect(await watch.now()).toMatchObject({ view: { command: 'update' }, here: true });
  for (const lock of locks) lock.release();
});

test('of two runs, the one in progress is shown, else the latest', async () => {
  const folder = newFolder();
  const [update, scrape] = [placeIn(folder), placeIn(folder, 'scrape')];
  const watch = watchRuns([update.place, scrape.place], { child: () => NOTHING });
  update.show({ state: 'ended', at: new Date(9000).toISOString() });
  scrape.show({ state: 'running', at: new Date(5000).toISOString() });
  expect(await watch.now()).toMatchObject({ view: { command: 'update' } });
  const lock = scrape.work(new Date(4000));
  expect(await watch.now()).toMatchObject({ status: 'running', view: { command: 'scrape' } });
  lock.release();
});

test('subscribers get the run at once and on each change, and only then', async () => {
  const { place, show } = placeIn(newFolder());
  const watch = watchRuns([place], { child: () => NOTHING, everyMs: 2 });
  const runs = firstValueFrom(watch.run$.pipe(take(3), toArray()));
  await firstValueFrom(watch.run$);
  show({ state: 'ended', outcome: 'paused' });
  await firstValueFrom(watch.run$.pipe(take(2), toArray()));
  await sleep(20);
  show({ state: 'ended', outcome: 'complete' });
  expect((await runs).map(({ status, view }) => [status, view?.outcome])).toEqual([
    ['none', undefined],
    ['ended', 'paused'],
    ['ended', 'complete'],
  ]);
});
