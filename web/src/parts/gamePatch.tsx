import type { GamePatch as Patch } from '../../../src/dashboard/api/game.js';
import { bytes } from '../words.js';
import { Badge } from './badge.js';
import { Facts, Hash } from './facts.js';

/** A patch with all its hashes, those of the ROM that it produces, and its blob. */
export function GamePatch({ patch }: { readonly patch: Patch }) {
  const { attachment } = patch;
  return (
    <details class="patch">
      <summary>
        <span class="file-name">{patch.fileName ?? 'Patch'}</span>
        {patch.kind !== null && <Badge>{patch.kind}</Badge>}
        {patch.primary && <Badge tone="good">primary</Badge>}
        {attachment?.bytes != null && <span class="faint">{bytes(attachment.bytes)}</span>}
      </summary>
      <Hashes title="Patch" of={contentHashes(patch)} />
      <Hashes title="Patched ROM" of={contentHashes(patch.result)} />
      {patch.blob !== null && <Hashes title="Blob" of={{ Name: patch.blob.name, 'SHA-224': patch.blob.sha224 }} />}
      {attachment !== null && (
        <>
          <Hashes title="Attachment" of={{ 'CRC-16': attachment.crc16, 'CRC-32': attachment.crc32 }} />
          <Hashes title="Sealed file" of={fileHashes(attachment.file)} />
          <Hashes title="Patch inside" of={fileHashes(attachment.decoded)} />
        </>
      )}
    </details>
  );
}

type Named = Readonly<Record<string, string | null>>;

const contentHashes = ({ sha1, sha224, shake128 }: Patch['result']): Named => ({
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHAKE-128': shake128,
});

const fileHashes = ({ sha1, sha224, sha256, md5, cidV0, cidV1 }: NonNullable<Patch['attachment']>['file']): Named => ({
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  MD5: md5,
  'CID v0': cidV0,
  'CID v1': cidV1,
});

/** Hashes by name; unknown ones are left out. */
function Hashes({ title, of }: { readonly title: string; readonly of: Named }) {
  const hashes = Object.entries(of).map(
    ([name, hash]) => [name, hash === null ? null : <Hash key={name} of={hash} />] as const,
  );
  return (
    <>
      <h5>{title}</h5>
      <Facts of={hashes} />
    </>
  );
}
