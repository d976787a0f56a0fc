import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import { runView } from '../../src/model/runView.js';
import { VIEW_KEEPS } from '../../src/model/runViewLimits.js';
import { ended, foldRun } from '../../src/view/foldRun.js';
import { newRunView } from '../../src/view/newRunView.js';
import { SAMPLE_EVENTS } from '../sinks/sampleEvents.js';
import { SCRAPE_EVENTS } from '../sinks/scrapeEvents.js';
import { STARTED, at, begun, failed, fetched, planned, recorded, view } from './runSteps.js';

const summary = SAMPLE_EVENTS.find(({ type }) => type === 'summary');

describe('a run of update', () => {
  it('says where it works, with which base ROM and since when', () => {
    expect(view([1, STARTED], [2, { type: 'base.read', path: '/smw/smw.sfc' }])).toMatchObject({
      command: 'update',
      place: '/smw',
      baseRom: '/smw/smw.sfc',
      startedAt: at(1),
      at: at(2),
      state: 'running',
    });
  });

  it('adds up the catalog, page by page', () => {
    const page = { type: 'page', records: 50, cached: false } as const;
    const crawl = view(
      [0, { type: 'crawl.started', mode: 'full', why: 'there was none', resumed: false }],
      [1, { ...page, page: 1, lastPage: 12, fresh: 2 }],
      [2, { ...page, page: 2, lastPage: 12, fresh: 1 }],
      [3, { type: 'crawl.ended', outcome: 'paused', reason: null }],
    );
    expect(crawl.mode).toBe('full crawl: there was none');
    expect(crawl.catalog).toEqual({ mode: 'full', page: 2, lastPage: 12, records: 100, fresh: 3, outcome: 'paused' });
    const resumed = view([0, { type: 'crawl.started', mode: 'full', why: 'it was left off', resumed: true }]);
    expect(resumed.mode).toBe('full crawl, resumed: it was left off');
    expect(view([0, { type: 'crawl.ended', outcome: 'failed', reason: 'no answer' }]).catalog).toBeNull();
  });

  it('follows a game from stage to stage', () => {
    const steps: readonly EventBody[] = [
      begun('12'),
      { type: 'game.stage', id: '12', stage: 'downloading' },
      { type: 'game.bytes', id: '12', bytes: 1000, totalBytes: 5000 },
      fetched('12'),
      { type: 'game.stage', id: '12', stage: 'sealing' },
      { type: 'game.stage', id: '12', stage: 'recording' },
      recorded('12'),
    ];
    const inProgress = steps.map(
      (_, index) => view([0, STARTED], ...steps.slice(0, index + 1).map((step) => [1, step] as const)).inProgress,
    );
    const hand = { id: '12', name: 'Hack 12', since: at(1) };
    expect(inProgress).toEqual([
      [{ ...hand, stage: 'waiting', bytes: null, totalBytes: null }],
      [{ ...hand, stage: 'downloading', bytes: null, totalBytes: null }],
      [{ ...hand, stage: 'downloading', bytes: 1000, totalBytes: 5000 }],
      [{ ...hand, stage: 'patching', bytes: 5000, totalBytes: 5000 }],
      [{ ...hand, stage: 'sealing', bytes: 5000, totalBytes: 5000 }],
      [{ ...hand, stage: 'recording', bytes: 5000, totalBytes: 5000 }],
      [],
    ]);
  });

  it('counts what is done, failed and left, and names the latest', () => {
    const { work, finished, failures } = view(
      [0, STARTED],
      [0, planned({ waiting: 3 })],
      [1, { type: 'game.queued', id: '4', name: 'Hack 4' }],
      [1, begun('1')],
      [2, recorded('1')],
      [2, begun('2')],
      [3, failed('2')],
      [3, begun('3')],
      [4, { type: 'game.unchanged', id: '3', name: 'Hack 3', version: 2 }],
      [4, begun('4')],
      [5, { type: 'game.skipped', id: '4', name: 'Hack 4' }],
      [6, failed('99')],
    );
    expect(work).toMatchObject({ noun: 'games', total: 5, done: 1, failed: 2, skipped: 1, left: 1 });
    expect(finished).toEqual([
      { t: at(2), id: '1', name: 'Hack 1', mark: 'done', detail: 'version 1, 1 of 3 patches' },
      { t: at(3), id: '2', name: 'Hack 2', mark: 'failed', detail: 'not a ZIP' },
      { t: at(4), id: '3', name: 'Hack 3', mark: 'skipped', detail: 'unchanged since version 2' },
      { t: at(5), id: '4', name: 'Hack 4', mark: 'skipped', detail: 'skipped for now; the next run takes it up' },
      { t: at(6), id: '99', name: 'Hack 99', mark: 'failed', detail: 'not a ZIP' },
    ]);
    expect(failures.map(({ id }) => id)).toEqual(['2', '99']);
  });

  it('keeps the items in progress apart, and lists each only once', () => {
    const sealing: EventBody = { type: 'game.stage', id: '1', stage: 'sealing' };
    const { inProgress } = view([0, begun('1')], [1, begun('2')], [3, begun('2')], [4, sealing]);
    expect(inProgress).toMatchObject([
      { id: '1', stage: 'sealing', since: at(0) },
      { id: '2', stage: 'waiting', since: at(3) },
    ]);
  });

  it('says that a game that failed for now will be tried again, and uses the singular for one patch', () => {
    const { finished } = view([0, { ...failed('1'), final: false }], [1, { ...recorded('2'), patches: 1 }]);
    expect(finished.map(({ detail }) => detail)).toEqual(['not a ZIP (will be retried)', 'version 1, 1 of 1 patch']);
  });

  it('expects no more than --limit says, whatever enters the queue', () => {
    const queued = (id: string): readonly [number, EventBody] => [1, { type: 'game.queued', id, name: id }];
    const limited = [0, planned({ waiting: 7, most: 5 })] as const;
    expect(view([0, STARTED], limited).work.total).toBe(5);
    expect(view([0, STARTED], limited, queued('8'), queued('9')).work.total).toBe(5);
  });

  it('shows a wait until it is over', () => {
    const waiting: EventBody = { type: 'waiting', host: 'h:443', until: at(70), reason: 'keeping the pause' };
    const warning: EventBody = { type: 'warning', message: 'so' };
    expect(view([0, waiting], [69, warning]).waits).toEqual([
      { host: 'h:443', until: at(70), reason: 'keeping the pause' },
    ]);
    // Timers are not exact.
    expect(view([0, waiting], [70, warning]).waits).toHaveLength(1);
    expect(view([0, waiting], [71, warning]).waits).toEqual([]);
    expect(view([0, waiting], [1, { ...waiting, until: at(90) }]).waits).toMatchObject([{ until: at(90) }]);
    expect(view([0, waiting], [1, { ...waiting, host: 'other:80' }]).waits).toHaveLength(2);
  });

  it('is paused, running or stopping, as ordered', () => {
    const order = (what: 'pause' | 'resume' | 'stop' | 'skip'): readonly [number, EventBody] => [
      1,
      { type: 'run.ordered', order: what },
    ];
    expect(view(order('pause')).state).toBe('paused');
    expect(view(order('pause'), order('skip')).state).toBe('paused');
    expect(view(order('pause'), order('resume')).state).toBe('running');
    expect(view(order('stop')).state).toBe('stopping');
  });

  it('ends with its summary, or as failed without one', () => {
    if (summary === undefined) throw new Error('There is a summary.');
    const done = foldRun(view([0, STARTED], [1, begun('1')]), { ...summary, t: at(9) });
    expect(done).toMatchObject({ state: 'ended', outcome: 'complete', inProgress: [], waits: [], at: at(9) });
    const stopped = foldRun(view([0, STARTED], [0, planned()]), { ...summary, t: at(9) });
    expect(stopped.work).toMatchObject({ left: 10, etaMs: null, limit: null });
    expect(ended(done)).toEqual(done);
    expect(ended(view([0, STARTED], [1, begun('1')]))).toMatchObject({
      state: 'ended',
      outcome: 'failed',
      inProgress: [],
    });
  });
});

describe('a run of scrape', () => {
  const events = SCRAPE_EVENTS.filter(({ type }) => type !== 'rom.published' && type !== 'publish.summary');
  const scrape: EventBody = { type: 'run.started', command: 'scrape', archive: '/roms', dryRun: false };
  const told = (upTo: EventBody['type']): readonly (readonly [number, EventBody])[] =>
    events.slice(0, events.findIndex(({ type }) => type === upTo) + 1).map((event) => [1, event] as const);

  it('follows a ROM, and adds up the bytes of its media', () => {
    const id = 'nes/sub/Alpha Quest (USA).nes';
    expect(view([0, scrape], ...told('rom.stage')).inProgress).toMatchObject([{ id, stage: 'hashing' }]);
    expect(view([0, scrape], ...told('media.stored')).inProgress).toMatchObject([
      { id, name: 'Alpha Quest', stage: 'media', bytes: 9 },
    ]);
    const { inProgress, finished, work, account, systemsTotal } = view([0, scrape], ...told('rom.done'));
    expect(inProgress).toEqual([]);
    expect(finished).toMatchObject([{ id, mark: 'done', detail: '2 media files' }]);
    expect(work).toMatchObject({ noun: 'ROMs', total: 4, done: 1, left: 3 });
    expect(account).toEqual({ threads: 4, perMinute: 300, requestsToday: 112, maxPerDay: 20_000 });
    expect(systemsTotal).toBe(2);
  });

  it('counts each system, and what the daily quota leaves undone', () => {
    const ending = (index: number, outcome: 'skipped' | 'unmatched' | 'left'): readonly [number, EventBody] => [
      2,
      {
        type: 'rom.done',
        system: 'nes',
        rom: `./${index}.nes`,
        index,
        total: 4,
        outcome,
        media: 0,
        detail: null,
      },
    ];
    const { systems, work, failures } = view(
      [0, scrape],
      ...told('rom.done'),
      ...events.filter(({ type }) => type === 'media.stored').map((event) => [2, event] as const),
      ending(2, 'skipped'),
      ending(3, 'unmatched'),
      ending(4, 'left'),
    );
    expect(systems).toEqual([
      {
        system: 'nes',
        fullname: 'Nintendo Entertainment System',
        total: 4,
        done: 3,
        ended: false,
        scraped: 1,
        skipped: 1,
        unmatched: 1,
        failed: 0,
        media: 2,
      },
    ]);
    expect(work).toMatchObject({ done: 1, failed: 1, skipped: 1, left: 1, limit: 'account' });
    expect(failures).toMatchObject([{ id: 'nes/3.nes' }]);
    const poor: EventBody = { type: 'account', threads: 1, perMinute: null, requestsToday: 19_998, maxPerDay: 20_000 };
    expect(view([0, scrape], ...told('system.started'), [1, poor]).work.limit).toBe('quota');
  });

  it('adds up systems, and keeps them apart', () => {
    const nes = { system: 'nes', rom: './1.nes' };
    const medium = { type: 'media.stored', ...nes, kind: 'covers', file: 'a.png', bytes: 5 } as const;
    const none = { scraped: 0, skipped: 0, unmatched: 0, failed: 0 };
    const ended = { ...none, total: 4, left: 4, planned: 0, media: 2, elapsedMs: 1 };
    const last = { type: 'rom.done', index: 1, total: 4, media: 0, detail: null } as const;
    const steps = [
      [0, scrape],
      [0, { type: 'system.started', system: 'nes', fullname: 'NES', roms: 4 }],
      [0, { type: 'system.started', system: 'snes', fullname: 'SNES', roms: 3 }],
      [1, { type: 'rom.stage', ...nes, stage: 'hashing' }],
      [2, { type: 'rom.stage', ...nes, stage: 'asking' }],
      ...[false, false, true].map((reused) => [2, { ...medium, reused }] as const),
    ] as const;
    const { work, inProgress } = view(...steps);
    expect(work.total).toBe(7);
    expect(inProgress).toMatchObject([{ id: 'nes/1.nes', stage: 'asking', since: at(1), bytes: 10 }]);
    const { systems, finished, pace } = view(
      ...steps,
      [9, { ...last, system: 'snes', rom: './2.sfc', outcome: 'planned' }],
      [9, { ...last, ...nes, outcome: 'left' }],
      [9, { type: 'system.ended', system: 'nes', fullname: 'NES', ...ended }],
    );
    expect(systems).toEqual([
      { system: 'nes', fullname: 'NES', total: 4, done: 0, media: 2, ended: true, ...none },
      { system: 'snes', fullname: 'SNES', total: 3, done: 1, media: 0, ended: false, ...none },
    ]);
    expect(finished.map(({ detail }) => detail)).toEqual([null, null]);
    expect(pace.worked).toBe(0);
  });

  it('reports unavailable media and broken gamelists', () => {
    const skipped = { type: 'system.skipped', system: 'n64', reason: 'The gamelist is broken.' } as const;
    const { warnings, work } = view(
      [0, scrape],
      ...told('media.failed'),
      [2, { ...skipped, failed: true }],
      [3, { ...skipped, failed: false }],
    );
    expect(warnings).toEqual([
      'nes/sub/Alpha Quest (USA).nes: videos: The site does not have this medium.',
      'n64 skipped: The gamelist is broken.',
    ]);
    expect(work).toMatchObject({ failed: 0 });
  });

  it('ends with its summary', () => {
    expect(view([0, scrape], ...told('scrape.summary'))).toMatchObject({ state: 'ended', outcome: 'quota' });
  });
});

it('keeps only the latest, however many there are', () => {
  const many = Array.from({ length: 500 }, (_, index): readonly (readonly [number, EventBody])[] => [
    [index, begun(String(index))],
    [index, failed(String(index))],
    [index, { type: 'warning', message: String(index) }],
  ]).flat();
  const run = view([0, STARTED], ...many);
  expect(run.finished).toHaveLength(VIEW_KEEPS.finished);
  expect(run.failures).toHaveLength(VIEW_KEEPS.failures);
  expect(run.warnings).toHaveLength(VIEW_KEEPS.warnings);
  expect(run.finished.at(-1)?.id).toBe('499');
  expect(run.inProgress).toEqual([]);
});

it('conforms to its own schema after every event', () => {
  let now = newRunView(at(0));
  for (const event of [...SAMPLE_EVENTS, ...SCRAPE_EVENTS.map((body): RunEvent => ({ v: 1, t: at(1), ...body }))]) {
    now = foldRun(now, event);
    expect(runView.parse(JSON.parse(JSON.stringify(now)))).toEqual(now);
  }
});
