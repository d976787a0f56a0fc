import { sha224Hex } from '../src/formats/hashes.js';
import { makeBps } from '../src/formats/makeBps.js';
import { RANDOMNESS_BYTES } from '../src/formats/sealRandomness.js';
import type { BlobNames } from '../src/model/blob.js';
import type { CatalogPage } from '../src/model/catalog.js';
import type { ChosenGame, GameRecord, QueuedGame, StoredZip } from '../src/model/game.js';
import type { AppliedPatch, Digests, PatchCandidate } from '../src/model/patch.js';
import type { SealOrder } from '../src/workbench/workbench.js';

/** A hack of which only the id and the name matter. */
export const gameRecord = (id: string, overrides: Partial<GameRecord> = {}): GameRecord => ({
  id,
  name: `Hack ${id}`,
  downloadUrl: `//dl.example.test/${id}/hack.zip`,
  raw: { id: Number(id) },
  normalized: { id },
  columns: {
    section: null,
    gametype: null,
    time: null,
    added: null,
    moderated: null,
    author: null,
    authors: null,
    submitter: null,
    demo: null,
    featured: null,
    length: null,
    difficulty: null,
    url: null,
    download_url: null,
    name_href: null,
    author_href: null,
    obsoleted_by: null,
    size: null,
    description: null,
    tags: null,
    tags_href: null,
    fields_type: null,
    raw_difficulty: null,
    combinedtype: null,
    name: `Hack ${id}`,
  },
  ...overrides,
});

export const queuedGame = (id: string, overrides: Partial<QueuedGame> = {}): QueuedGame => ({
  queueId: `queue-${id}`,
  record: gameRecord(id),
  zip: null,
  tries: 0,
  ...overrides,
});

export const storedZip = (id: string): StoredZip => ({
  path: `zips/${id}.zip`,
  bytes: 4,
  etag: null,
  lastModified: null,
  fileName: 'hack.zip',
});

export const catalogPage = (
  page: number,
  records: readonly unknown[],
  overrides: Partial<CatalogPage> = {},
): CatalogPage => ({
  page,
  lastPage: null,
  records,
  nextPageUrl: null,
  fetched: { page: page - 1, nextPageUrl: null, records: records.length, text: '{}' },
  ...overrides,
});

export const someDigests = (tag: string): Digests => ({
  sha1: `sha1-${tag}`,
  sha224: `sha224-${tag}`,
  shake128: `shake-${tag}`,
});

export const candidate = (path: string): PatchCandidate => ({ path, size: 10, score: 100 });

export const appliedPatch = (path: string): AppliedPatch => ({
  ...candidate(path),
  kind: 'bps',
  digests: someDigests(path),
  outcome: { result: 'success', rom: someDigests(`${path}-rom`) },
});

/** A game for which these patches are to be sealed, the first one as the primary. */
export const chosenGame = (id: string, ...chosen: ChosenGame['chosen']): ChosenGame => ({
  game: queuedGame(id),
  zip: storedZip(id),
  patches: chosen,
  chosen,
});

export const blobNames = (tag: string): BlobNames => ({
  patchblob1_name: `pblob_${tag}`,
  patchblob1_key: `key-${tag}`,
  patchblob1_sha224: `blob-sha224-${tag}`,
  romblob_name: `rblob_${tag}`,
  romblob_salt: `salt-${tag}`,
});

/** A sealing order over a base ROM of a few words: quick except for the two key derivations. */
export const seals = (() => {
  const bytes = Buffer.from('the base ROM, of a few words');
  const rom = Buffer.from('the patched ROM, of a few words more');
  const patch = makeBps(bytes, rom);
  const order = (gameId = '12'): SealOrder => ({
    gameId,
    patch,
    patSha224: sha224Hex(patch),
    rom,
    compression: 'small',
    chance: { random: Buffer.alloc(RANDOMNESS_BYTES, gameId), now: 1_760_000_000_999 },
  });
  return { base: { bytes, sha224: sha224Hex(bytes) }, order };
})();
