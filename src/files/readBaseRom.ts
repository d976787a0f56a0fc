import { sha224Hex } from '../formats/hashes.js';
import { BaseRomError } from '../model/errors.js';
import type { BaseRom } from '../model/rom.js';
import { errorCode } from './errorCode.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';
import { readAtMost } from './readAtMost.js';

const COPIER_HEADER = 512;
const BIGGEST = 16 * 1024 * 1024 + COPIER_HEADER;

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder; name the ROM in it',
  ENOTDIR: 'a file is where its folder should be; choose another place',
  EACCES: 'you have no read permission; change its permissions or those of its folder',
  EPERM: 'you have no read permission; change its permissions or those of its folder',
};

/**
 * Reads the ROM that every patch is applied to, and ensures that it is the expected one. A copier header (512 bytes
 * that some backup devices prepend) is stripped.
 *
 * @param expectedSha224 - of the ROM without a header, hex
 * @param warn - called if a header was stripped
 * @throws BaseRomError - the file is missing, not a file, unreadable, too big or a different ROM
 */
export async function readBaseRom(
  path: string,
  expectedSha224: string,
  warn: (message: string) => void,
): Promise<BaseRom> {
  const bytes = await readCapped(path);
  const expected = expectedSha224.toLowerCase();
  const sha224 = sha224Hex(bytes);
  if (sha224 === expected) return { bytes, sha224 };

  const bare = bytes.subarray(COPIER_HEADER);
  if (bytes.length % 1024 === COPIER_HEADER && sha224Hex(bare) === expected) {
    warn(`The base ROM ${path} has a copier header of 512 bytes; it is ignored (the file stays as it is).`);
    return { bytes: bare, sha224: expected };
  }
  throw new BaseRomError(
    `The base ROM ${path} is not the expected one (its sha224 is ${sha224}, not ${expected}): ` +
      'use an unmodified Super Mario World (USA) ROM.',
  );
}

async function readCapped(path: string): Promise<Buffer> {
  if (await leadsToDevice(path)) throw new BaseRomError(`The base ROM ${path} ${NO_FILE}: choose a file.`);
  const bytes = await readAtMost(path, BIGGEST).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === null) throw error;
    throw new BaseRomError(
      code === 'ENOENT'
        ? `There is no base ROM at ${path}: put an unmodified Super Mario World (USA) ROM there, or set SMW_ROM_PATH.`
        : `The base ROM ${path} cannot be read: ${REASONS[code] ?? `the system says ${code}`}.`,
    );
  });
  if (bytes !== null) return bytes;
  throw new BaseRomError(`The base ROM ${path} is too large (over ${BIGGEST} bytes): choose another file.`);
}
