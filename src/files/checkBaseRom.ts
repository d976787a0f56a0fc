import type { Check } from '../model/check.js';
import { BaseRomError } from '../model/errors.js';
import { readBaseRom } from './readBaseRom.js';

/** Checks that the base ROM is there and is the expected one. */
export async function checkBaseRom(path: string, expectedSha224: string): Promise<Check> {
  const name = 'base ROM';
  const words: string[] = [];
  try {
    await readBaseRom(path, expectedSha224, (message) => {
      words.push(message);
    });
    return words.length === 0
      ? { name, verdict: 'ok', message: path }
      : { name, verdict: 'note', message: words.join(' ') };
  } catch (error) {
    if (!(error instanceof BaseRomError)) throw error;
    return { name, verdict: 'problem', message: error.message };
  }
}
