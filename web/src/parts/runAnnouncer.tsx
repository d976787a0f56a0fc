import type { CurrentRun } from '../../../src/dashboard/api/run.js';
import { useThrottled } from '../throttled.js';
import { statusWord } from './runStatus.js';

/** A screen reader is not interrupted more often than this. */
const EVERY_MS = 15_000;

/** Announces the progress of the run to screen readers from time to time. */
export function RunAnnouncer({ run }: { readonly run: CurrentRun | null }) {
  const said = useThrottled(run === null ? '' : spoken(run), EVERY_MS);
  return (
    <div class="unseen" role="status">
      {said}
    </div>
  );
}

function spoken(run: CurrentRun): string {
  if (run.view === null) return run.status === 'none' ? '' : 'A run is starting.';
  const { command, work } = run.view;
  const total = work.total === null ? '' : ` of ${work.total}`;
  const failed = work.failed === 0 ? '' : `, ${work.failed} failed`;
  const skipped = work.skipped === 0 ? '' : `, ${work.skipped} skipped`;
  return `${command}: ${statusWord(run)}. ${work.done}${total} ${work.noun} done${failed}${skipped}.`;
}
