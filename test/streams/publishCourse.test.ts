import { EMPTY, NEVER, Observable, lastValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { PlacedHack } from '../../src/formats/publishPlan.js';
import { ArchiveError, BlobError } from '../../src/model/errors.js';
import type { WantedScreenshot } from '../../src/operators/fetchScreenshot.js';
import type { PublishedHack } from '../../src/operators/publishRom.js';
import { type PublishDeps, publishCourse } from '../../src/streams/publishCourse.js';
import { marbles, reports } from '../marbles.js';
import { placedHack } from '../publishSamples.js';

const ROM = Buffer.from('ROM');
const stamp = { size: '3', mtimeNs: '1' };
const write = (id: string): PlacedHack => placedHack(id, { do: 'write', seen: null });

function fake(overrides: Partial<PublishDeps> = {}) {
  const { events, report } = reports();
  const order: unknown[] = [];
  const controller = new AbortController();
  const ids = (hacks: readonly PublishedHack[]): readonly string[] => hacks.map(({ hack }) => hack.id);
  const deps: PublishDeps = {
    concurrency: 2,
    publishRom: {
      rebuild: () => of(ROM),
      write: (path) => {
        order.push(`write ${path}`);
        return of(stamp);
      },
      move: () => EMPTY,
      moveMedia: () => EMPTY,
      keep: () => undefined,
    },
    writeGamelist: (hacks) => {
      order.push(['gamelist', ...ids(hacks)]);
      return of(null);
    },
    wantedScreenshots: async function* (hacks) {
      await Promise.resolve();
      order.push(['wanted', ...ids(hacks)]);
      for (const { hack, path } of hacks) {
        const wanted: WantedScreenshot = {
          asked: { id: hack.id, url: '//x/y.png', version: '1' },
          rom: path,
          stem: path,
          own: null,
        };
        yield wanted;
      }
    },
    fetchScreenshot: {
      system: 'snes',
      baseUrl: new URL('https://www.example.test/'),
      fetch: () => of(ROM),
      check: () => of('png' as const),
      prepare: () => of(null),
      hasOther: () => of(false),
      store: (stem) => {
        order.push(`store ${stem}`);
        return of({ file: stem, size: 3 });
      },
      keep: () => undefined,
      report,
    },
    report,
    signal: controller.signal,
    ...overrides,
  };
  return { deps, events, order, controller };
}

const run = (placed: readonly PlacedHack[], deps: PublishDeps): Promise<unknown> =>
  lastValueFrom(publishCourse(placed, deps), { defaultValue: null });

describe('publishCourse', () => {
  it('brings all ROMs to their places, then writes the gamelist, then fetches screenshots one by one', async () => {
    const { deps, order } = fake();
    await run([write('1'), write('2'), write('3')], deps);
    expect(order).toEqual([
      ...['write Hack 1.sfc', 'write Hack 2.sfc', 'write Hack 3.sfc'],
      ...[
        ['gamelist', '1', '2', '3'],
        ['wanted', '1', '2', '3'],
      ],
      ...['store Hack 1.sfc', 'store Hack 2.sfc', 'store Hack 3.sfc'],
    ]);
  });

  it('works on as many hacks at a time as allowed, and lists them in order, whichever is done first', () => {
    const { deps, order } = fake({ wantedScreenshots: () => nothing() });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('-----r|', { r: ROM });
      const quick = cold(' --r|', { r: ROM });
      const third = cold('   --r|', { r: ROM });
      const roms = new Map([
        ['1', slow],
        ['2', quick],
        ['3', third],
      ]);
      const publishRom = { ...deps.publishRom, rebuild: ({ id }: { id: string }) => roms.get(id) ?? EMPTY };
      const course$ = publishCourse([write('1'), write('2'), write('3')], { ...deps, publishRom });
      // The screenshots are requested through promises, which virtual time does not see.
      expectObservable(course$, '^-------!').toBe('---------');
      expectSubscriptions(slow.subscriptions).toBe(' ^-----!');
      expectSubscriptions(quick.subscriptions).toBe('^--!');
      expectSubscriptions(third.subscriptions).toBe('---^--!');
    });
    expect(order).toEqual([
      ...['write Hack 2.sfc', 'write Hack 1.sfc', 'write Hack 3.sfc'],
      ['gamelist', '1', '2', '3'],
    ]);
  });

  it('does not list a hack that failed or was left alone', async () => {
    const { deps, order, events } = fake();
    const publishRom: PublishDeps['publishRom'] = {
      ...deps.publishRom,
      rebuild: ({ id }) => (id === '1' ? throwError(() => new BlobError('damaged')) : of(ROM)),
    };
    const left = placedHack('2', { do: 'leave', why: 'not mine', edited: false });
    await run([write('1'), left, placedHack('3', { do: 'keep' }), write('4')], { ...deps, publishRom });
    expect(order).toContainEqual(['gamelist', '3', '4']);
    expect(events.filter(({ type }) => type === 'rom.published')).toMatchObject([
      { id: '1', outcome: 'failed', reason: 'damaged' },
      { id: '2', outcome: 'skipped' },
      { id: '3', outcome: 'unchanged' },
      { id: '4', outcome: 'written' },
    ]);
  });

  it('finishes work in progress when stopped, and still writes the gamelist', async () => {
    const made = fake({ concurrency: 1 });
    const publishRom: PublishDeps['publishRom'] = {
      ...made.deps.publishRom,
      write: (path, ...rest) => {
        if (path === 'Hack 2.sfc') made.controller.abort();
        return made.deps.publishRom.write(path, ...rest);
      },
    };
    await run([write('1'), write('2'), write('3')], { ...made.deps, publishRom });
    expect(made.order).toEqual(['write Hack 1.sfc', 'write Hack 2.sfc', ['gamelist', '1', '2'], ['wanted', '1', '2']]);
  });

  it('lets errors through that end the run, and unsubscribes from the work in progress', async () => {
    const { deps, order } = fake();
    let stopped = 0;
    const waiting = new Observable<never>(() => () => (stopped += 1));
    const publishRom: PublishDeps['publishRom'] = {
      ...deps.publishRom,
      rebuild: ({ id }) => (id === '1' ? waiting : throwError(() => new ArchiveError('The disk is full.'))),
    };
    await expect(run([write('1'), write('2')], { ...deps, publishRom })).rejects.toThrow('The disk is full.');
    expect([order, stopped]).toEqual([[], 1]);
    publishCourse([write('1')], { ...deps, publishRom: { ...publishRom, rebuild: () => NEVER } })
      .subscribe()
      .unsubscribe();
    expect(order).toEqual([]);
  });
});

async function* nothing(): AsyncGenerator<never, void, undefined> {
  await Promise.resolve();
  yield* [];
}
