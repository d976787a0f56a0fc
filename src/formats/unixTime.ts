import { foldNumber } from './canonicalValue.js';

/** 9999-12-31, in seconds. */
const LATEST = Date.UTC(9999, 11, 31) / 1000;

/** The time in a column of Unix seconds, as catalog records have them; null if there is none. */
export function unixTime(text: string | null): Date | null {
  const seconds = Number(foldNumber(text) ?? 0);
  return seconds > 0 && seconds <= LATEST ? new Date(seconds * 1000) : null;
}
