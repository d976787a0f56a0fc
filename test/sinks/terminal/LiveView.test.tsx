import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../../src/model/events.js';
import { RUN_ORDERS, type RunOrder } from '../../../src/model/runControl.js';
import type { RunView } from '../../../src/model/runView.js';
import { LiveView } from '../../../src/sinks/terminal/LiveView.js';
import { ScrolledLines } from '../../../src/sinks/terminal/ScrolledLines.js';
import { Colors } from '../../../src/sinks/terminal/colors.js';
import { foldRun } from '../../../src/view/foldRun.js';
import { newRunView } from '../../../src/view/newRunView.js';

const START = Date.parse('2026-01-02T03:04:05.000Z');
const at = (second: number): string => new Date(START + second * 1000).toISOString();

const told: readonly EventBody[] = [
  { type: 'run.started', command: 'update', archive: '/home/mario/smw-archive', dryRun: false },
  { type: 'base.read', path: '/home/mario/smw-archive/smw.sfc' },
  { type: 'run.planned', waiting: 10, most: null, workers: 4, pageGapMs: 70_000, fileGapMs: 12_000 },
  { type: 'crawl.started', mode: 'routine', why: 'the last full one was 3 days ago', resumed: false },
  { type: 'page', page: 3, lastPage: 12, records: 150, fresh: 4, cached: false },
  { type: 'game.started', id: '1', name: 'Done' },
  { type: 'game.unchanged', id: '1', name: 'Done', version: 1 },
  { type: 'game.started', id: '2', name: 'Luciérnagas ☆ 夜のパレード' },
  { type: 'game.stage', id: '2', stage: 'downloading' },
  { type: 'game.bytes', id: '2', bytes: 1_200_000, totalBytes: 3_400_000 },
  { type: 'game.started', id: '3', name: 'Evil \u001b[2J name' },
  { type: 'waiting', host: 'www.smwcentral.net:443', until: at(10), reason: 'keeping the pause between requests' },
];
const VIEW = told.map((body): RunEvent => ({ v: 1, t: at(0), ...body })).reduce(foldRun, newRunView(at(0)));

interface Drawn {
  readonly view?: RunView;
  readonly orders?: readonly RunOrder[];
  readonly help?: boolean;
}

function frame(columns: number, rows: number, { view = VIEW, orders = RUN_ORDERS, help = false }: Drawn = {}) {
  const size = { columns, rows };
  const live = <LiveView view={view} now={START} size={size} orders={orders} help={help} />;
  return renderToString(<Colors value={false}>{live}</Colors>, { columns }).split('\n');
}

describe('the live part', () => {
  it('fits 80 columns', () => {
    expect(frame(80, 24)).toEqual([
      '─'.repeat(79),
      'romflow update  /home/mario/smw-archive',
      'base ROM smw.sfc · routine crawl: the last full one was 3 days ago',
      'Catalog  page 3 of 12 · 150 found, 4 new',
      `${'█'.repeat(7)}${'░'.repeat(66)}  10 %`,
      '✓ 0 done ✗ 0 failed ○ 1 skipped · 9 games left',
      'about 0 s (the speed of this machine)',
      'Next request in 10 s: keeping the pause between requests (www.smwcentral.net)',
      '  downloading 1.2 MB of 3.4 MB  Luciérnagas ☆ 夜のパレード',
      '  waiting     Evil  name',
      '',
      'p pause  s skip  q stop  ? help',
    ]);
  });

  it('fits 40 columns and 16 lines: only what matters, cut off', () => {
    expect(frame(40, 16)).toEqual([
      '─'.repeat(39),
      'romflow update  /home/mario/smw-archive',
      'Catalog  page 3 of 12 · 150 found, 4 new',
      `${'█'.repeat(3)}${'░'.repeat(30)}  10 %`,
      '✓ 0 done ✗ 0 failed ○ 1 · 9 left',
      'about 0 s (the speed of this machine)',
      'Next request in 10 s: keeping the pause…',
      '  downloading 1.2 MB of 3.4 MB  Luciérn…',
      '  waiting     Evil  name',
      'p pause  s skip  q stop  ? help',
    ]);
  });

  it('puts the counts and the pace on one line in 200 columns', () => {
    const lines = frame(200, 50);
    expect(lines[0]).toBe('─'.repeat(199));
    expect(lines[5]).toBe('✓ 0 done ✗ 0 failed ○ 1 skipped · 9 games left · about 0 s (the speed of this machine)');
  });

  it('is never as high as the terminal, however much is in progress and whatever is shown', () => {
    const many = Array.from({ length: 64 }, (_, index): RunEvent => {
      return { v: 1, t: at(0), type: 'game.started', id: `x${index}`, name: `Hack ${index}` };
    }).reduce(foldRun, VIEW);
    for (const [columns, rows] of [
      [40, 16],
      [80, 16],
      [80, 24],
      [200, 60],
    ] as const) {
      for (const help of [false, true]) {
        const lines = frame(columns, rows, { view: many, help });
        expect(lines.length, `${columns}×${rows}`).toBeLessThan(rows);
        expect(lines.some((line) => /and \d+ more in progress/.test(line))).toBe(true);
      }
    }
  });

  it('says that it is paused, and how to resume', () => {
    const paused = foldRun(VIEW, { v: 1, t: at(0), type: 'run.ordered', order: 'pause' });
    const lines = frame(80, 24, { view: paused });
    expect(lines[1]).toBe('romflow update paused  /home/mario/smw-archive');
    expect(lines.at(-1)).toBe('p resume  s skip  q stop  ? help');
  });
});

describe('the help', () => {
  const help = (view: RunView, orders?: readonly RunOrder[]): readonly string[] =>
    frame(80, 24, { view, help: true, ...(orders && { orders }) })
      .slice(-5)
      .flatMap((line) => /^(\S{1,6}) {2,}[a-z]+/.exec(line)?.slice(1) ?? []);

  it('names the keys that the run obeys, and no others', () => {
    expect(help(VIEW)).toEqual(['p', 's', 'q', '?', 'Ctrl-C']);
    expect(help(VIEW, ['stop'])).toEqual(['q', '?', 'Ctrl-C']);
  });

  it('names none that do nothing while the run is stopping', () => {
    const stopping = foldRun(VIEW, { v: 1, t: at(0), type: 'run.ordered', order: 'stop' });
    expect(help(stopping)).toEqual(['s', '?', 'Ctrl-C']);
    expect(frame(80, 24, { view: stopping }).at(-1)).toBe('Ctrl-C stops at once');
  });
});

describe('the live part of a publication', () => {
  const published: readonly EventBody[] = [
    { type: 'run.started', command: 'publish', archive: '/home/mario/smw-archive', dryRun: false },
    { type: 'run.planned', waiting: 4, most: null, workers: 4, pageGapMs: null, fileGapMs: null },
    { type: 'rom.published', id: '1', name: 'A', file: 'A.sfc', outcome: 'written', reason: null },
    {
      type: 'rom.published',
      id: '2',
      name: '夜のパレード',
      file: '夜のパレード.sfc',
      outcome: 'unchanged',
      reason: null,
    },
    { type: 'rom.published', id: '3', name: 'B', file: 'B.sfc', outcome: 'failed', reason: 'The blob is damaged.' },
    { type: 'waiting', host: 'dl.smwcentral.net:443', until: at(10), reason: 'keeping the pause between requests' },
  ];
  const view = published.map((body): RunEvent => ({ v: 1, t: at(0), ...body })).reduce(foldRun, newRunView(at(0)));

  it('counts its ROMs, and offers only the keys that it obeys', () => {
    expect(frame(80, 24, { view, orders: ['stop'] })).toEqual([
      '─'.repeat(79),
      'romflow publish  /home/mario/smw-archive',
      `${'█'.repeat(55)}${'░'.repeat(18)}  75 %`,
      '✓ 1 done ✗ 1 failed ○ 1 skipped · 1 ROM left',
      'about 0 s',
      'Next request in 10 s: keeping the pause between requests (dl.smwcentral.net)',
      '',
      'q stop  ? help',
    ]);
  });

  it('fits into 40 columns, and makes use of 200', () => {
    expect(frame(40, 16, { view })[3]).toBe('✓ 1 done ✗ 1 failed ○ 1 · 1 left');
    expect(frame(40, 16, { view }).every((line) => line.length <= 40)).toBe(true);
    expect(frame(200, 50, { view })[2]).toBe(`${'█'.repeat(71)}${'░'.repeat(23)}  75 %`);
  });
});

it('lines that scroll up are cut off, but failures are not', () => {
  const long = 'word '.repeat(10).trimEnd();
  const lines = renderToString(<ScrolledLines lines={[`  ✓ ${long}`, `  ✗ ${long}`, '']} columns={40} />, {
    columns: 40,
  });
  expect(lines.split('\n')[0]).toMatch(/…$/);
  expect(lines.replace(/\s+/g, ' ')).toContain(`✗ ${long}`);
});

it('unmarked lines are shown in full as well, and rules are as long as there is room', () => {
  const said = 'romflow: Finishing what is in progress; interrupt again to stop at once.';
  const lines = renderToString(<ScrolledLines lines={['='.repeat(50), said, '-'.repeat(60)]} columns={40} />, {
    columns: 40,
  }).split('\n');
  expect(lines).toEqual(['='.repeat(40), expect.anything(), expect.anything(), '-'.repeat(40)]);
  expect(lines.slice(1, 3).join(' ').replace(/ +/g, ' ')).toBe(said);
});
