import { percent } from '../words.js';

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  readonly failed?: number;
  readonly skipped?: number;
  /** Null: not known yet. */
  readonly total: number | null;
  /** What a screen reader says instead of a percentage. */
  readonly text: string;
  readonly small?: boolean;
}

/** Not rounded, so that the parts add up to the whole. */
const share = (part: number, whole: number): string => `${String(Math.min(100, (100 * part) / whole))}%`;

/** A bar: what is done, what failed, what was skipped, what is left. */
export function Progress({ label, done, failed = 0, skipped = 0, total, text, small = false }: ProgressProps) {
  const known = total !== null && total > 0;
  return (
    <div
      class={`progress ${small ? 'is-small' : ''} ${known ? '' : 'is-unknown'}`}
      role="progressbar"
      aria-label={label}
      aria-valuetext={text}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? percent(done + failed + skipped, total) : undefined}
    >
      {known && (
        <>
          <span class="progress-done" style={{ width: share(done, total) }} />
          <span class="progress-failed" style={{ width: share(failed, total) }} />
          <span class="progress-skipped" style={{ width: share(skipped, total) }} />
        </>
      )}
    </div>
  );
}
