import prettyMs from 'pretty-ms';

const MINUTE_MS = 60_000;

/** Milliseconds as `2.5s`, `1m 5s` or `3h 20m`. */
export function duration(ms: number): string {
  return prettyMs(Math.max(0, ms), { unitCount: 2, secondsDecimalDigits: ms < MINUTE_MS ? 1 : 0 });
}
