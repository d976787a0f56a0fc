import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.js';
import { foldRun } from '../../src/view/foldRun.js';
import { newRunView } from '../../src/view/newRunView.js';

const START = '2026-01-02T03:04:05.000Z';

it('describes files as their commands do', () => {
  const published = { type: 'rom.published', id: '1', name: 'A', file: 'A.sfc', reason: null } as const;
  const imported = { type: 'hack.imported', id: '2', name: 'B', version: 3, blob: null, reason: null } as const;
  const { finished, work, pace } = (
    [
      { type: 'run.started', command: 'import', archive: '/smw', dryRun: false },
      { ...published, outcome: 'written' },
      { ...published, outcome: 'unchanged' },
      { ...published, file: '', outcome: 'skipped' },
      { ...published, outcome: 'planned' },
      { ...published, outcome: 'failed', reason: 'its blob is broken' },
      { ...imported, outcome: 'completed' },
      { ...imported, outcome: 'unchanged' },
      { type: 'blob.attached', blob: 'b', already: false },
      { type: 'blob.attached', blob: 'b', already: true },
      { type: 'file.skipped', file: 'f', failed: true, reason: 'no JSON' },
      { type: 'file.skipped', file: 'g', failed: false, reason: 'no id' },
    ] as const
  )
    .map((body): RunEvent => ({ v: 1, t: START, ...body }))
    .reduce(foldRun, newRunView(START));

  expect(finished.map(({ id, mark, detail }) => `${mark} ${id}: ${detail ?? ''}`)).toEqual([
    ...[
      'done 1: A.sfc written',
      'skipped 1: A.sfc unchanged',
      'skipped 1: skipped',
      'skipped 1: A.sfc planned',
      'failed 1: its blob is broken',
    ],
    ...['done 2: version 3 completed', 'skipped 2: version 3 unchanged', 'done b: attached', 'skipped b: attached'],
    ...['failed f: no JSON', 'skipped g: no id'],
  ]);
  expect(work).toMatchObject({ noun: 'files', done: 3, failed: 2, skipped: 6 });
  // What was skipped took no work.
  expect(pace.worked).toBe(6);
});
