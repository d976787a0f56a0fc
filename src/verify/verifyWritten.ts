import type { Finding, Mend } from '../model/verify.js';
import { type VerifyDeps, damage } from './verifyDeps.js';

/** A patch or a ROM of the update course. */
export interface WrittenFile {
  readonly kind: 'patch' | 'rom';
  /** In the folder of that name. */
  readonly name: string;
  /** What it belongs to, for people. */
  readonly what: string;
  /** Its bytes out of whatever else the archive has; null when they are lost. */
  readonly recover: () => Promise<Buffer | null>;
}

/** The damage of a file that was written and is not there any more, told once. */
export async function verifyWritten(
  { kind, name, what, recover }: WrittenFile,
  { files, ledger }: Pick<VerifyDeps, 'files' | 'ledger'>,
): Promise<readonly Finding[]> {
  const where = `${kind}/${name}`;
  if (!ledger.first(where) || (await files.sizeOf(kind, name)) !== null) return [];
  const bytes = await recover();
  return [damage({ kind, what, where }, 'The file is missing.', bytes && written(kind, name, bytes, { files }))];
}

/** Puts a patch or a ROM in its place. */
export const written = (
  kind: WrittenFile['kind'],
  name: string,
  bytes: Buffer,
  { files }: Pick<VerifyDeps, 'files'>,
): Mend => ({
  how: kind === 'patch' ? 'restored from a blob or ZIP' : 'recreated from its patch and the base ROM',
  run: () => files.replace(kind, name, bytes),
});
