import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SiteGame } from '../../src/demo/siteGame.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import type { BaseRom } from '../../src/model/rom.js';

const golden = new URL('../golden/', import.meta.url);

const fileFacts = z.object({
  size: z.int(),
  crc32: z.string(),
  sha1: z.string(),
  sha224: z.string(),
  shake128: z.string(),
});

const expected = z.object({
  /** Path of the primary patch inside the ZIP; null when none applies. */
  primary: z.string().nullable(),
  /** In the ZIP's order. */
  patches: z.array(
    z.object({
      path: z.string(),
      vector: z.string(),
      patch: fileFacts,
      /** Null when the patch does not apply. */
      result: fileFacts.nullable(),
      primary: z.boolean(),
    }),
  ),
});

const goldenGames = z.array(z.looseObject({ id: z.int(), file: z.string(), expect: expected }));

/** What a golden hack must result in. */
export type GoldenExpected = z.infer<typeof expected>;

export interface GoldenGame extends SiteGame {
  readonly expect: GoldenExpected;
}

/** The golden site's hacks, newest first, and the ROM that they are for. */
export function goldenSite(): { readonly games: readonly GoldenGame[]; readonly base: BaseRom } {
  const json: unknown = JSON.parse(readFileSync(new URL('site/games.json', golden), 'utf8'));
  const games = goldenGames.parse(json).map(({ file, expect, ...record }) => ({
    id: String(record.id),
    record,
    fileName: file,
    content: readFileSync(new URL(`site/zips/${record.id}.zip`, golden)),
    expect,
  }));
  const bytes = readFileSync(new URL('patches/base.sfc', golden));
  return { games, base: { bytes, sha224: sha224Hex(bytes) } };
}
