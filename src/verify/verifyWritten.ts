import type { Finding, Repair } from '../model/verify.js';
import { type VerifyDeps, damage } from './verifyDeps.js';

/** A patch or a ROM that `romflow update` wrote. */
export interface WrittenFile {
  readonly kind: 'patch' | 'rom';
  /** Its name in the folder named after its kind. */
  readonly name: string;
  /** What it belongs to, for people. */
  readonly what: string;
  /** Recovers its bytes from whatever else the archive has; null when they are lost. */
  readonly recover: () => Promise<Buffer | null>;
}

/** Reports that a file was written and is missing, once. */
export async function verifyWritten(
  { kind, name, what, recover }: WrittenFile,
  { files, ledger }: Pick<VerifyDeps, 'files' | 'ledger'>,
): Promise<readonly Finding[]> {
  const where = `${kind}/${name}`;
  if (!ledger.first(where) || (await files.sizeOf(kind, name)) !== null) return [];
  const bytes = await recover();
  return [damage({ kind, what, where }, 'The file is missing.', bytes && written(kind, name, bytes, { files }))];
}

/** A repair that puts a patch or a ROM back in its place. */
export const written = (
  kind: WrittenFile['kind'],
  name: string,
  bytes: Buffer,
  { files }: Pick<VerifyDeps, 'files'>,
): Repair => ({
  how: kind === 'patch' ? 'restored from a blob or ZIP' : 'recreated from its patch and the base ROM',
  run: () => files.replace(kind, name, bytes),
});
