import { z } from 'zod';
import { count, text, time } from './answers.js';
import { gameItem } from './games.js';

const hash = text.nullable().describe('null: not known');

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
    decoded: fileHashes.describe('of the patch in it'),
  })
  .meta({ id: 'Attachment' });

/** A sealed patch. */
const patch = z
  .object({
    fileName: text.nullable().describe('its name inside the ZIP'),
    kind: text.nullable().describe('bps or ips'),
    primary: z.boolean(),
    sha1: hash,
    sha224: hash,
    shake128: hash.describe('the name of its file in patch/'),
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
    bytes: count.nullable().describe('size of the download, according to the site'),
    downloadUrl: text.nullable().describe('a URL that begins with https: or http:'),
    zip: text.nullable().describe('path of the download below the archive’s folder'),
    obsoletedBy: text.nullable().describe('id of its successor'),
    addedAt: time.nullable(),
    recordedAt: time.nullable(),
    changes: z.array(change).describe('since the previous version'),
    patches: z.array(patch).describe('primary patch first'),
  })
  .meta({ id: 'Version' });

/** The outcome of trying a patch in the download. */
const triedPatch = z
  .object({
    fileName: text.nullable(),
    kind: text.nullable(),
    primary: z.boolean(),
    score: z.number().nullable().describe('the higher, the more likely to be the primary patch'),
    outcome: text.nullable().describe('success, nothing (it changes nothing) or failed'),
    reason: text.nullable(),
  })
  .meta({ id: 'TriedPatch' });

/** Its row in the queue. */
const queueEntry = z
  .object({
    status: text,
    tries: count.describe('failed tries; the maximum if trying again is pointless'),
    final: z.boolean().describe('it failed, and is not retried unless asked for, or its record on the site changes'),
    reason: text.nullable(),
    queuedAt: time.nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'QueueEntry' });

export const gameDetail = z
  .object({
    ...gameItem.shape,
    pageUrl: text.nullable().describe('the game’s page on the site: a URL that begins with https: or http:'),
    screenshots: z.array(text).describe('URLs on the site that begin with https: or http:'),
    versions: z.array(version).describe('latest first; empty: the archive has none yet'),
    stats: z
      .array(z.object({ seenAt: time.nullable(), downloads: text.nullable(), rating: text.nullable() }))
      .describe('one entry for each time they had changed, latest first'),
    sightings: z
      .array(z.object({ seenAt: time.nullable(), kind: text, changes: z.array(change) }))
      .describe('changes seen on the site, latest first; kind: major, minor, removed or returned'),
    queueEntry: queueEntry.nullable(),
    tried: z.array(triedPatch).describe('the patches in the download that was processed last'),
  })
  .meta({ id: 'Game' });

export type GameDetail = z.infer<typeof gameDetail>;
export type GameVersionDetail = z.infer<typeof version>;
export type GamePatch = z.infer<typeof patch>;
