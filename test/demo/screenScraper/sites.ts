import { expect } from 'vitest';
import { DEMO_CREDENTIALS } from '../../../src/demo/screenScraper/account.js';
import {
  type ScreenScraperOptions,
  type ScreenScraperSite,
  startScreenScraper,
} from '../../../src/demo/screenScraper/server.js';
import { childOf, parseXml, type XmlElement } from '../../../src/formats/xml.js';

const CREDENTIALS = {
  devid: DEMO_CREDENTIALS.devid,
  devpassword: DEMO_CREDENTIALS.devpassword,
  softname: 'romflow',
  ssid: DEMO_CREDENTIALS.userId,
  sspassword: DEMO_CREDENTIALS.userPassword,
  output: 'xml',
} as const;

type Parameters = Readonly<Record<string, string>>;

/** The address of a call, with valid credentials unless others are given. */
export function callUrl(site: ScreenScraperSite, call: string, parameters: Parameters = {}): string {
  return `${site.baseUrl}${call}.php?${new URLSearchParams({ ...CREDENTIALS, ...parameters }).toString()}`;
}

export const ask = (site: ScreenScraperSite, call: string, parameters: Parameters = {}): Promise<Response> =>
  fetch(callUrl(site, call, parameters));

/** The only root of an answer that must be XML. */
export async function dataOf(answer: Response): Promise<XmlElement> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=UTF-8');
  const roots = parseXml(await answer.text());
  expect(roots.map(({ name }) => name)).toEqual(['Data']);
  return the(roots[0]);
}

/** Asserts that a value exists. */
export function the<T>(thing: T | undefined | null): T {
  if (thing === undefined || thing === null) throw new Error('It is not there.');
  return thing;
}

/** The element at the end of a path of first children. */
export const at = (root: XmlElement, ...path: readonly string[]): XmlElement =>
  path.reduce((element, name) => the(childOf(element, name)), root);

/** Sites that are closed together. */
export function openSites(): {
  readonly start: (options?: ScreenScraperOptions) => Promise<ScreenScraperSite>;
  readonly closeAll: () => Promise<void>;
} {
  const open: ScreenScraperSite[] = [];
  return {
    start: async (options) => {
      const site = await startScreenScraper(options);
      open.push(site);
      return site;
    },
    closeAll: async () => {
      await Promise.all(open.splice(0).map((site) => site.close()));
    },
  };
}
