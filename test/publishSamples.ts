import type { PlacedHack, PublishableHack, RomStep } from '../src/formats/publishPlan.js';
import type { PublishedRom } from '../src/model/published.js';

/** A hack of which only the id matters. */
export const publishableHack = (id: string, overrides: Partial<PublishableHack> = {}): PublishableHack => ({
  id,
  name: `Hack ${id}`,
  version: '1',
  blob: `pblob_${id}_0123456789`,
  patSha224: null,
  hashes: { result_sha1: null, result_sha224: null, result_shake1: null },
  image: null,
  entry: { id, source: 'SMW Central', name: `Hack ${id}` },
  ...overrides,
});

/** A ROM as it was published. */
export const publishedRom = (id: string, overrides: Partial<PublishedRom> = {}): PublishedRom => ({
  id,
  path: `Hack ${id}.sfc`,
  listedAs: null,
  version: '1',
  blob: `pblob_${id}_0123456789`,
  sha224: `sha224 of ${id}`,
  size: '512',
  mtimeNs: '1',
  ...overrides,
});

export const placedHack = (id: string, step: RomStep, overrides: Partial<PlacedHack> = {}): PlacedHack => ({
  hack: publishableHack(id),
  path: `Hack ${id}.sfc`,
  row: null,
  step,
  ...overrides,
});
