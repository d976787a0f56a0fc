import type { Naming } from './keepValid.js';

/** A flag as it is typed: `gameIds` → `--game-ids`. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Messages about flags show them as they are typed. */
export const AS_FLAGS: Naming = { nameOf: ([key]) => flagName(String(key)) };
