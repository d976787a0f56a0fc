import { z } from 'zod';
import { count, text, time } from './answers.js';
import { gameItem } from './games.js';

const hash = text.nullable().describe('null: the archive does not tell');

const fileHashes = z.object({
  sha1: hash,
  sha224: hash,
  sha256: hash,
  md5: hash,
  cidV0: hash,
  cidV1: hash,
});

/** The copy of a blob in patchbin.db. */
const attachment = z
  .object({
    bytes: count.nullable(),
    crc16: hash,
    crc32: hash,
    file: fileHashes.describe('of the sealed blob'),
    decoded: fileHashes.describe('of what is in it, the patch'),
  })
  .meta({ id: 'Attachment' });

/** A sealed patch. */
const patch = z
  .object({
    fileName: text.nullable().describe('in its ZIP'),
    kind: text.nullable().describe('bps or ips'),
    primary: z.boolean(),
    sha1: hash,
    sha224: hash,
    shake128: hash.describe('by which its file in patch/ is named'),
    result: z.object({ sha1: hash, sha224: hash, shake128: hash }).describe('of the patched ROM'),
    blob: z.object({ name: text, sha224: hash }).nullable(),
    attachment: attachment.nullable(),
  })
  .meta({ id: 'Patch' });

/** A column in which a version differs from the one before. */
const change = z.object({ column: text, old: text.nullable(), new: text.nullable() }).meta({ id: 'Change' });

const version = z
  .object({
    version: count,
    name: text,
    author: text.nullable(),
    difficulty: text.nullable(),
    type: text.nullable(),
    length: text.nullable().describe('such as 12 exit(s)'),
    demo: z.boolean().nullable(),
    featured: z.boolean().nullable().describe('in the hall of fame'),
    tags: z.array(text),
    description: text.nullable().describe('plain text'),
    bytes: count.nullable().describe('of the download, as the site says'),
    downloadUrl: text.nullable().describe('an address that begins with https: or http:'),
    zip: text.nullable().describe('where the download is, below the folder of the archive'),
    obsoletedBy: text.nullable().describe('id of its successor'),
    addedAt: time.nullable(),
    recordedAt: time.nullable(),
    changes: z.array(change).describe('from the version before'),
    patches: z.array(patch).describe('the primary one first'),
  })
  .meta({ id: 'Version' });

/** The outcome of trying a patch in the download. */
const triedPatch = z
  .object({
    fileName: text.nullable(),
    kind: text.nullable(),
    primary: z.boolean(),
    score: z.number().nullable().describe('the higher, the likelier the primary one'),
    outcome: text.nullable().describe('success, nothing, failed'),
    reason: text.nullable(),
  })
  .meta({ id: 'TriedPatch' });

/** Its row in the queue. */
const queueEntry = z
  .object({
    status: text,
    tries: count.describe('that failed; all that there are, when trying again is of no use'),
    final: z.boolean().describe('it failed, and is not tried again unless it is asked for'),
    reason: text.nullable(),
    queuedAt: time.nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'QueueEntry' });

export const gameDetail = z
  .object({
    ...gameItem.shape,
    pageUrl: text.nullable().describe('of the game on the site; begins with https: or http:'),
    screenshots: z.array(text).describe('addresses on the site that begin with https: or http:'),
    versions: z.array(version).describe('the latest first; empty: the archive has none yet'),
    stats: z
      .array(z.object({ seenAt: time.nullable(), downloads: text.nullable(), rating: text.nullable() }))
      .describe('whenever they had moved, the latest first'),
    sightings: z
      .array(z.object({ seenAt: time.nullable(), kind: text, changes: z.array(change) }))
      .describe('what was found to have changed on the site, the latest first: major, minor, removed, returned'),
    queueEntry: queueEntry.nullable(),
    tried: z.array(triedPatch).describe('the patches of the download that was worked on last'),
  })
  .meta({ id: 'Game' });

export type GameDetail = z.infer<typeof gameDetail>;
export type GameVersionDetail = z.infer<typeof version>;
export type GamePatch = z.infer<typeof patch>;
