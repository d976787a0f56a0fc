import type { EventBody, RunEvent } from '../../src/model/events.js';
import { foldRun } from '../../src/view/foldRun.js';
import { newRunView } from '../../src/view/newRunView.js';

const START = Date.parse('2026-01-02T03:04:05.000Z');
export const at = (second: number): string => new Date(START + second * 1000).toISOString();

/** Events, each at its second. */
export const view = (...told: readonly (readonly [second: number, event: EventBody])[]) =>
  told.map(([second, body]): RunEvent => ({ v: 1, t: at(second), ...body })).reduce(foldRun, newRunView(at(0)));

export const STARTED: EventBody = { type: 'run.started', command: 'update', archive: '/smw', dryRun: false };
export const planned = (more: Partial<Extract<EventBody, { type: 'run.planned' }>> = {}): EventBody => ({
  type: 'run.planned',
  waiting: 10,
  most: null,
  workers: 2,
  pageGapMs: 70_000,
  fileGapMs: 12_000,
  ...more,
});
export const begun = (id: string): EventBody => ({ type: 'game.started', id, name: `Hack ${id}` });
export const fetched = (id: string, reused = false): EventBody => ({
  type: 'game.downloaded',
  id,
  name: `Hack ${id}`,
  bytes: 5000,
  path: `zips/${id}.zip`,
  reused,
});
export const recorded = (id: string) => ({
  type: 'game.recorded' as const,
  id,
  name: `Hack ${id}`,
  version: 1,
  primary: 'a.bps',
  rom: 'rom/a.sfc',
  blob: 'b',
  patches: 3,
  applied: 1,
});
export const failed = (id: string) => ({
  type: 'game.failed' as const,
  id,
  name: `Hack ${id}`,
  reason: 'not a ZIP',
  tries: 3,
  final: true,
});
