import type { RunRecord } from '../model/archiveState.js';
import type { LockHolder } from './lockHolder.js';
import { KILLED } from './updateStatus.js';

/** Rows hold times in whole seconds. */
const SECOND_MS = 1000;

/**
 * A run or crawl as it stands now. One whose row says `in_progress` was interrupted if nobody is at work on the archive, or
 * if its last sign of life is older than the current holder's lock; so was one that the next run has marked as killed.
 *
 * @param holder - who is at work on the archive; null: nobody
 */
export function currentRunRecord<C extends RunRecord>(course: C, holder: LockHolder | null): C {
  if (course.outcome === 'paused' && course.reason === KILLED)
    return { ...course, outcome: 'interrupted', reason: null };
  if (course.outcome !== 'in_progress') return course;
  const seen = Date.parse(course.endedAt ?? course.startedAt ?? '');
  const isOfHolder = holder !== null && (holder.since === null || !(seen + SECOND_MS <= holder.since));
  return isOfHolder ? course : { ...course, outcome: 'interrupted' };
}
