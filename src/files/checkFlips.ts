import { sha224Hex } from '../formats/hashes.js';
import type { Check } from '../model/check.js';
import { PatchError, RomflowError } from '../model/errors.js';
import { applyWithFlips } from './flips.js';
import { inTemporaryFolder } from './temporaryFolder.js';

/** A ROM of zeros, and an IPS patch that writes `ROM` at its beginning. */
const ROM = Buffer.alloc(1024);
const PATCH = Buffer.concat([Buffer.from('PATCH'), Buffer.from([0, 0, 0, 0, 3]), Buffer.from('ROMEOF')]);
const RESULT = Buffer.concat([Buffer.from('ROM'), ROM.subarray(3)]);
const MEND = 'Set FLIPS_PATH to another program, or unset it to use the built-in patchers.';

/** Checks that Flips starts and applies a small patch, in a temporary folder that is removed. */
export async function checkFlips(flipsPath: string): Promise<Check> {
  const name = 'Flips';
  const problem = (message: string): Check => ({ name, verdict: 'problem', message });
  const base = { bytes: ROM, sha224: sha224Hex(ROM) };
  try {
    const result = await inTemporaryFolder('doctor', (temp) => applyWithFlips(flipsPath, PATCH, base, temp));
    if (result.equals(RESULT)) return { name, verdict: 'ok', message: `${flipsPath} starts and applies a patch` };
    return problem(`${flipsPath} applies a patch, but the result is wrong. ${MEND}`);
  } catch (error) {
    if (error instanceof PatchError) return problem(`${flipsPath} does not apply a patch: ${error.message} ${MEND}`);
    if (error instanceof RomflowError) return problem(error.message);
    throw error;
  }
}
