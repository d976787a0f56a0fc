import { sha224Hex } from '../formats/hashes.js';
import type { Check } from '../model/check.js';
import { RomflowError } from '../model/errors.js';
import { applyWithFlips } from './flips.js';
import { inTemporaryFolder } from './temporaryFolder.js';

/** A ROM of zeros, and an IPS patch that writes `ROM` at its beginning. */
const ROM = Buffer.alloc(1024);
const PATCH = Buffer.concat([Buffer.from('PATCH'), Buffer.from([0, 0, 0, 0, 3]), Buffer.from('ROMEOF')]);
const RESULT = Buffer.concat([Buffer.from('ROM'), ROM.subarray(3)]);

/** Whether Flips starts and applies a little patch, in a temporary folder that is removed. */
export async function checkFlips(flipsPath: string): Promise<Check> {
  const name = 'FLIPS_PATH';
  const base = { bytes: ROM, sha224: sha224Hex(ROM) };
  try {
    const result = await inTemporaryFolder('doctor', (temp) => applyWithFlips(flipsPath, PATCH, base, temp));
    if (result.equals(RESULT)) return { name, verdict: 'ok', message: `${flipsPath} starts and applies a patch` };
    const mend = 'name another program, or unset it to use the built-in patchers';
    return {
      name,
      verdict: 'problem',
      message: `${flipsPath} does not give the result that a patch must have: ${mend}.`,
    };
  } catch (error) {
    if (!(error instanceof RomflowError)) throw error;
    return { name, verdict: 'problem', message: error.message };
  }
}
