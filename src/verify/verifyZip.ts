import { openPatchFile } from '../formats/zip.js';
import { ItemError } from '../model/errors.js';
import type { Finding, Place } from '../model/verify.js';
import { type VerifyDeps, damage, fileNameOf, notice } from './verifyDeps.js';

/** A ZIP that a row names. */
export interface ZipCheck {
  /** As the row has it. */
  readonly path: string;
  /** The game or blob whose row it is. */
  readonly what: string;
  /** Whether `romflow update` fetched it, so that its absence is damage. */
  readonly expected: boolean;
  /** Its size in bytes; null when the row does not say. */
  readonly bytes: number | null;
  /** Whether a patch was ever read from it, as far as rows tell. */
  readonly wasRead: () => boolean;
}

/** Verifies that a ZIP is there and can be read, once for all rows that name it. */
export async function verifyZip(
  { path, what, expected, bytes: size, wasRead }: ZipCheck,
  { files, ledger }: VerifyDeps,
): Promise<readonly Finding[]> {
  const name = fileNameOf(path);
  const where = `zips/${name}`;
  ledger.know(where);
  if (!ledger.first(where)) return [];
  const place: Place = { kind: 'zip', what, where };
  try {
    const bytes = await files.read('zips', name);
    if (bytes === null) {
      return [
        expected ? damage(place, 'The download is missing; fetch it again.') : notice(place, 'There is no such file.'),
      ];
    }
    if (size !== null && bytes.length !== size) {
      return [damage(place, `It has ${bytes.length} bytes, but had ${size} when it was downloaded; fetch it again.`)];
    }
    await openPatchFile(bytes, name);
    return [];
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    if (wasRead()) return [damage(place, `It cannot be read: ${error.message}`)];
    // Its size is right, so most likely it arrived like this: nothing is lost, and fetching it again would not help.
    return [notice(place, `No patch was ever extracted from it, and it cannot be read: ${error.message}`)];
  }
}
