import type { RunView } from '../../model/runView.js';
import { approximateTime } from './approximateTime.js';

const LIMITS = {
  gap: 'the pause between files',
  workers: 'the speed of this machine',
  account: 'the account’s limit',
  quota: 'the day’s quota runs out first',
} as const;

/** The rate, the time that is left, and what limits the rate; empty before any of that is known, and when nothing is left. */
export function remainingText({ work, state, at }: RunView, now: number): string {
  const { perMinute, etaMs, left, limit } = work;
  // In a publication, the screenshots follow, at another pace.
  if (left === 0) return '';
  const rate = perMinute === null ? [] : [`${rateText(perMinute)}/min`];
  if (state !== 'running' || etaMs === null) return rate.join('');
  // It was computed at the last event.
  const still = Math.max(0, etaMs - Math.max(0, now - Date.parse(at)));
  const time = `about ${approximateTime(still)}${limit === null ? '' : ` (${LIMITS[limit]})`}`;
  return [...rate, time].join(', ');
}

const rateText = (perMinute: number): string => (perMinute < 10 ? perMinute.toFixed(1) : String(Math.round(perMinute)));
