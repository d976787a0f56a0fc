import { type Fault, playFault, sendAnswer, type SiteAnswer } from '../siteFault.js';
import type { ServerResponse } from 'node:http';
import { plainLine, refusal, refusedLogin, type RefusalStatus } from './refusal.js';

/** What the stand-in ScreenScraper does instead of answering honestly. */
export type ScreenScraperFault =
  | Fault
  /** Sends something else derived from the honest answer. */
  | { readonly kind: 'alter'; readonly alter: (answer: SiteAnswer) => SiteAnswer };

/** Plays a fault; `answer` is what an honest site would have sent. */
export async function playScreenScraperFault(
  response: ServerResponse,
  fault: ScreenScraperFault,
  answer: SiteAnswer,
): Promise<void> {
  if (fault.kind === 'alter') sendAnswer(response, fault.alter(answer));
  else await playFault(response, fault, answer);
}

const instead = (answer: SiteAnswer): ScreenScraperFault => ({ kind: 'answer', ...answer });

/** A refusal in the site's own words. @param retryAfter - seconds or a date, as in the header */
export function refuse(status: RefusalStatus, retryAfter?: string): ScreenScraperFault {
  const answer = refusal(status);
  if (retryAfter === undefined) return instead(answer);
  return instead({ ...answer, headers: { ...answer.headers, 'Retry-After': retryAfter } });
}

/** A refused login sent with status 200. */
export const loginAs200 = (): ScreenScraperFault => instead(refusedLogin(200));

/** Any other line of text sent with status 200. */
export const lineAs200 = (text: string): ScreenScraperFault => instead(plainLine(200, text));

/** The site has no such file after all. */
export const noMedia = (): ScreenScraperFault => lineAs200('NOMEDIA');

/** A web page with status 200. */
export function webPage(): ScreenScraperFault {
  const body = '<!DOCTYPE html>\n<title>ScreenScraper</title>\n<p>Maintenance en cours…</p>\n';
  return { kind: 'answer', status: 200, headers: { 'Content-Type': 'text/html; charset=UTF-8' }, body };
}

/** Other bytes instead of a medium, such as a picture of a few pixels. */
export function otherBytes(body: Buffer, contentType = 'image/png'): ScreenScraperFault {
  return { kind: 'answer', status: 200, headers: { 'Content-Type': contentType }, body };
}

export const redirect = (to: string): ScreenScraperFault => ({
  kind: 'answer',
  status: 302,
  headers: { Location: to },
});

/** The right number of bytes, but the last one is wrong. */
export const wrongByte = (): ScreenScraperFault => ({
  kind: 'alter',
  alter: (answer) => {
    const body = Buffer.from(answer.body);
    const last = body.length - 1;
    body[last] = (body[last] ?? 0) ^ 0xff;
    return { ...answer, body };
  },
});

/** The honest bytes with another content type. */
export const wrongContentType = (contentType: string): ScreenScraperFault => ({
  kind: 'alter',
  alter: (answer) => ({ ...answer, headers: { ...answer.headers, 'Content-Type': contentType } }),
});

/** An answer whose media hashes match nothing. */
export const wrongHashes = (): ScreenScraperFault => ({
  kind: 'alter',
  alter: (answer) => {
    const text = answer.body.toString().replace(/ (crc|md5|sha1)="([0-9a-f]+)"/g, (_, name: string, hex: string) => {
      return ` ${name}="${'0'.repeat(hex.length)}"`;
    });
    return { ...answer, body: Buffer.from(text) };
  },
});

/** An error that echoes the request, passwords and all: decoded and as received. */
export function echo(url: URL, status: 200 | 500 = 500): ScreenScraperFault {
  const decoded = [...url.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  return instead(plainLine(status, `Erreur : ${url.href} (${decoded})`));
}
