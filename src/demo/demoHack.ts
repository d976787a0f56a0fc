import type { JsonObject } from '../model/game.js';
import type { SiteGame } from './siteGame.js';

/** What a hack must come to when it is worked on. */
export type Expected =
  | {
      /** Name of the primary patch inside the ZIP. */
      readonly primary: string;
      /** How many of the patches apply and do something. */
      readonly applied: number;
      /** Of the ROM that the primary patch makes, in bytes. */
      readonly romSize: number;
    }
  | { readonly primary: null; readonly reason: Hopeless };

/** Why there is nothing to record. */
export type Hopeless = 'no patch' | 'no patch applies' | 'does nothing' | 'web page';

/** A made-up hack with what must come of it. */
export interface DemoHack extends SiteGame {
  readonly expect: Expected;
}

/** Puts a hack together; what its record says of the size is what the download has. */
export function demoHack(
  record: JsonObject,
  download: Pick<SiteGame, 'fileName' | 'contentType'> & { readonly content: Buffer },
  expect: Expected,
): DemoHack {
  return { id: String(record.id), record: { ...record, size: download.content.length }, ...download, expect };
}
