import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ended, Surroundings } from './program.js';
import { superuser } from './smallDisk.js';

/** Permissions do not bind the superuser, so the program is run as nobody in particular. */
const NOBODY = 65_534;

/** To run as a user whom permissions bind. */
export const bound: Partial<Surroundings> = superuser ? { uid: NOBODY } : {};

/** Gives a folder and everything in it to the user of {@link bound}. */
export function giveAway(folder: string): void {
  if (!superuser) return;
  chmodSync(folder, 0o755);
  for (const name of ['', ...readdirSync(folder, { recursive: true }).map(String)]) {
    chownSync(join(folder, name), NOBODY, NOBODY);
  }
}

/** Expects one sentence for the user, and an exit code. */
export function expectRefusal({ code, err }: Ended, sentence: RegExp): void {
  expect(err.trimEnd().split('\n'), err).toHaveLength(1);
  expect(err).toMatch(/^romflow: [A-Z].*\.\n$/);
  expect(err).toMatch(sentence);
  expect(code).toBe(1);
}
