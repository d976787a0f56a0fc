const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration, as precise as an estimate can be: `40 s`, `12 min`, `3 h 20 min`, `2 days`. */
export function approximateTime(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.ceil(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) {
    const tens = Math.round(ms / MINUTE_MS / 10) * 10;
    const minutes = tens % 60;
    return `${Math.floor(tens / 60)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
  }
  return `${Math.round(ms / DAY_MS)} days`;
}
