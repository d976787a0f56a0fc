import { z } from 'zod';
import { isGameId, plainId } from '../formats/gameId.js';
import { MAX_WORKERS, pathText } from './fileKeys.js';
import { wholeNumber } from './keyTypes.js';
import { redisAddress } from './redisAddress.js';

/** A flag that can be given, left out or turned off: `--json`, `--no-json`. */
export const onOff = z.boolean('takes no value').optional();

const NO_IDS = 'must be hack ids, such as 1234,5678';

const gameIds = z.array(z.string(NO_IDS)).transform((lists, context) => {
  const ids = lists.flatMap((list) => list.split(/[\s,]+/)).filter((id) => id !== '');
  const bad = ids.filter((id) => !isGameId(plainId(id)));
  if (ids.length === 0) {
    context.issues.push({ code: 'custom', input: lists, message: NO_IDS });
  }
  if (bad.length > 0) {
    const message = `must be hack ids (digits only), got ${bad.map((id) => JSON.stringify(id)).join(', ')}`;
    context.issues.push({ code: 'custom', input: lists, message });
  }
  return [...new Set(ids.map(plainId))];
});

/** A positive integer as typed. */
export const countText = z
  .string('must be a whole number of at least 1')
  .regex(/^0*[1-9][0-9]{0,8}$/, 'must be a whole number of at least 1')
  .transform(Number);

/** An integer as typed; both bounds are inclusive. */
const numberText = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string(message)
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(wholeNumber(from, to));
};

/** The flags that configure a run, by their names in camel case; a flag that is not given is absent. */
export const flagKeys = z.object({
  archive: pathText.optional(),
  config: pathText.optional(),
  allPatches: onOff,
  dryRun: onOff,
  fetchMetadata: onOff,
  fullCrawl: onOff,
  processNew: onOff,
  /** Accepted for scripts that pass it, without effect: every run resumes where the last one left off. */
  resume: onOff,
  retryFailed: onOff,
  gameIds: gameIds.optional(),
  limit: countText.optional(),
  concurrency: numberText(1, MAX_WORKERS).optional(),
  workers: numberText(0, MAX_WORKERS).optional(),
  redis: redisAddress.optional(),
  baseRom: pathText.optional(),
});

/** `--full-crawl` together with a flag that leaves it nothing to read, as `flag: what is wrong`. */
export function crawlConflict({ fullCrawl, fetchMetadata, gameIds }: z.infer<typeof flagKeys>): readonly string[] {
  const other = fetchMetadata === false ? '--no-fetch-metadata' : gameIds === undefined ? null : '--game-ids';
  if (fullCrawl !== true || other === null) return [];
  return [`--full-crawl: reads the catalog, but ${other} does not; give only one of them`];
}
