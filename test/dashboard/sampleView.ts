import { RUN_VIEW_VERSION, type RunView } from '../../src/model/runView.js';

/** A view of an update, begun a moment ago. */
export function sampleView(overrides: Partial<RunView> = {}): RunView {
  const at = new Date().toISOString();
  return {
    v: RUN_VIEW_VERSION,
    command: 'update',
    place: '/archive',
    mode: null,
    baseRom: null,
    dryRun: false,
    startedAt: at,
    at,
    state: 'running',
    outcome: null,
    catalog: null,
    work: {
      noun: 'games',
      total: null,
      done: 0,
      failed: 0,
      skipped: 0,
      left: null,
      perMinute: null,
      etaMs: null,
      limit: null,
    },
    systems: [],
    waits: [],
    hands: [],
    finished: [],
    failures: [],
    warnings: [],
    ...overrides,
  };
}
