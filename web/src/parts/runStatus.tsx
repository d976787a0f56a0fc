import type { CurrentRun } from '../../../src/dashboard/api/run.js';
import { Badge, type Tone } from './badge.js';

/** The status of a run, in a word or two. */
export function statusWord({ status, view }: CurrentRun): string {
  switch (status) {
    case 'none':
      return 'none';
    case 'running':
      return view === null ? 'starting' : 'running';
    case 'paused':
      return 'paused';
    case 'stopping':
      return 'stopping';
    case 'interrupted':
      return 'killed';
    case 'ended':
      return OUTCOMES[view?.outcome ?? 'complete'];
  }
}

const OUTCOMES = { complete: 'complete', paused: 'stopped', quota: 'stopped by the quota', failed: 'failed' } as const;

const TONES: Readonly<Record<CurrentRun['status'], Tone>> = {
  none: 'plain',
  running: 'busy',
  paused: 'warn',
  stopping: 'warn',
  interrupted: 'warn',
  ended: 'good',
};

export function RunStatus({ run }: { readonly run: CurrentRun }) {
  const outcome = run.status === 'ended' ? run.view?.outcome : null;
  const tone = outcome === 'failed' ? 'bad' : outcome === 'paused' || outcome === 'quota' ? 'warn' : TONES[run.status];
  return (
    <Badge tone={tone}>
      {run.status === 'running' && <span class="dot" aria-hidden="true" />}
      {statusWord(run)}
    </Badge>
  );
}

/** How an earlier run or crawl ended; `outcome` as in the archive. */
export function OutcomeBadge({ outcome }: { readonly outcome: string }) {
  const [tone, word] = PAST[outcome] ?? ['plain', outcome];
  return <Badge tone={tone}>{word}</Badge>;
}

const PAST: Readonly<Record<string, readonly [Tone, string]>> = {
  completed: ['good', 'complete'],
  failed: ['bad', 'failed'],
  paused: ['warn', 'stopped'],
  in_progress: ['busy', 'in progress'],
  interrupted: ['warn', 'killed'],
};
