import type { JsonObject } from '../model/game.js';
import type { SiteGame } from './siteGame.js';

/** The expected result of processing a hack. */
export type Expected =
  | {
      /** Name of the primary patch inside the ZIP. */
      readonly primary: string;
      /** How many of the patches apply and change something. */
      readonly applied: number;
      /** Size of the ROM that the primary patch produces, in bytes. */
      readonly romSize: number;
    }
  | { readonly primary: null; readonly reason: Hopeless };

/** Reasons why there is nothing to record. */
export type Hopeless = 'no patch' | 'no patch applies' | 'does nothing' | 'web page';

/** A made-up hack with its expected result. */
export interface DemoHack extends SiteGame {
  readonly expect: Expected;
}

/** Assembles a hack; the size in its record is that of the download. */
export function demoHack(
  record: JsonObject,
  download: Pick<SiteGame, 'fileName' | 'contentType'> & { readonly content: Buffer },
  expect: Expected,
): DemoHack {
  return { id: String(record.id), record: { ...record, size: download.content.length }, ...download, expect };
}
