import type { GamePatch as Patch } from '../../../src/dashboard/api/game.js';
import { bytes } from '../words.js';
import { Badge } from './badge.js';
import { Facts, Hash } from './facts.js';

/** A patch with all its hashes, those of the ROM that it makes, and its blob. */
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
      <Hashes title="Patch" of={patch} />
      <Hashes title="Patched ROM" of={patch.result} />
      {patch.blob !== null && (
        <>
          <h5>Blob</h5>
          <Facts
            of={[
              ['Name', <Hash key="name" of={patch.blob.name} />],
              ['SHA-224', hash(patch.blob.sha224)],
            ]}
          />
        </>
      )}
      {attachment !== null && (
        <>
          <h5>Attachment</h5>
          <Facts
            of={[
              ['CRC-16', hash(attachment.crc16)],
              ['CRC-32', hash(attachment.crc32)],
            ]}
          />
          <FileHashes title="The sealed file" of={attachment.file} />
          <FileHashes title="The patch in it" of={attachment.decoded} />
        </>
      )}
    </details>
  );
}

const hash = (of: string | null) => (of === null ? null : <Hash of={of} />);

function Hashes({ title, of }: { readonly title: string; readonly of: Patch['result'] }) {
  return (
    <>
      <h5>{title}</h5>
      <Facts
        of={[
          ['SHA-1', hash(of.sha1)],
          ['SHA-224', hash(of.sha224)],
          ['SHAKE-128', hash(of.shake128)],
        ]}
      />
    </>
  );
}

function FileHashes({ title, of }: { readonly title: string; readonly of: NonNullable<Patch['attachment']>['file'] }) {
  return (
    <>
      <h5>{title}</h5>
      <Facts
        of={[
          ['SHA-1', hash(of.sha1)],
          ['SHA-224', hash(of.sha224)],
          ['SHA-256', hash(of.sha256)],
          ['MD5', hash(of.md5)],
          ['CID v0', hash(of.cidV0)],
          ['CID v1', hash(of.cidV1)],
        ]}
      />
    </>
  );
}
