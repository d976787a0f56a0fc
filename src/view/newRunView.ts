import type { RunView } from '../model/runView.js';
import { RUN_VIEW_VERSION } from '../model/runViewLimits.js';

/**
 * The initial view of a run, into which its events are folded.
 *
 * @param at - now, ISO 8601 in UTC
 */
export function newRunView(at: string): RunView {
  return {
    v: RUN_VIEW_VERSION,
    command: '',
    place: '',
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
    pace: {
      workers: null,
      pageGapMs: null,
      fileGapMs: null,
      worked: 0,
      fetched: 0,
      most: null,
      everyMs: null,
      from: null,
    },
    account: null,
    systemsTotal: null,
    systems: [],
    waits: [],
    inProgress: [],
    finished: [],
    failures: [],
    warnings: [],
  };
}
