import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../model/check.js';
import { RomflowError } from '../model/errors.js';
import { applyWithFlips } from './flips.js';

/** A ROM of zeros, and an IPS patch that writes `ROM` at its beginning. */
const ROM = Buffer.alloc(1024);
const PATCH = Buffer.concat([Buffer.from('PATCH'), Buffer.from([0, 0, 0, 0, 3]), Buffer.from('ROMEOF')]);
const RESULT = Buffer.concat([Buffer.from('ROM'), ROM.subarray(3)]);

/** Whether Flips starts and applies a little patch, in a temporary folder that is removed. */
export async function checkFlips(flipsPath: string): Promise<Check> {
  const name = 'FLIPS_PATH';
  const temp = await mkdtemp(join(tmpdir(), 'romflow-doctor-'));
  try {
    const base = { bytes: ROM, sha224: createHash('sha224').update(ROM).digest('hex') };
    const result = await applyWithFlips(flipsPath, PATCH, base, temp);
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
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}
