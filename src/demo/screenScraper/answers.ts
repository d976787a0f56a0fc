import type { SiteAnswer } from '../siteFault.js';
import type { AccountFacts } from './account.js';
import { parentElement, textElement } from './xmlText.js';

/** The parts of a request that its answer repeats. */
export interface Asked {
  /** The site's origin as it appears in media URLs. */
  readonly mediaOrigin: string;
  /** Absolute, as received. */
  readonly href: string;
  readonly query: URLSearchParams;
}

/**
 * An answer in the site's XML: a header that repeats the whole request, the servers, the account, and what was requested.
 *
 * @param content - elements to put last
 * @param member - false for a failed login, which is level 0
 */
export function dataAnswer(asked: Asked, facts: AccountFacts, member: boolean, content: readonly string[]): SiteAnswer {
  const blocks = [header(asked), SERVERS, ssuser(facts, member), ...content];
  return {
    status: 200,
    headers: { 'Content-Type': 'text/xml; charset=UTF-8' },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8" ?>\n\n${parentElement('Data', blocks)}`),
  };
}

const header = ({ href }: Asked): string =>
  parentElement('header', [
    textElement('APIversion', 2),
    textElement('dateTime', '2024-05-18 12:00:00'),
    textElement('commandRequested', href),
    textElement('success', 'true'),
    textElement('error', ''),
  ]);

const leaves = (facts: Readonly<Record<string, string | number>>): readonly string[] =>
  Object.entries(facts).map(([name, value]) => textElement(name, value));

const SERVERS = parentElement(
  'serveurs',
  leaves({
    cpu1: 21,
    cpu2: 18,
    cpu3: 0,
    cpu4: 0,
    threadsmin: 3648,
    nbscrapeurs: 556,
    apiacces: 8_778_601,
    closefornomember: 0,
    closeforleecher: 0,
    maxthreadfornonmember: 256,
    threadfornonmember: 40,
    maxthreadformember: 4096,
    threadformember: 245,
  }),
);

function ssuser(facts: AccountFacts, member: boolean): string {
  return parentElement(
    'ssuser',
    leaves({
      id: member ? facts.userId : '',
      numid: member ? 4711 : 0,
      niveau: member ? facts.niveau : 0,
      contribution: member ? facts.contribution : 0,
      uploadsysteme: 0,
      uploadinfos: 0,
      romasso: 0,
      uploadmedia: 0,
      propositionok: '',
      propositionko: '',
      quotarefu: '',
      maxthreads: member ? facts.maxthreads : 1,
      maxdownloadspeed: facts.maxdownloadspeed,
      requeststoday: facts.requeststoday,
      requestskotoday: facts.requestskotoday,
      maxrequestspermin: facts.maxrequestspermin,
      maxrequestsperday: facts.maxrequestsperday,
      maxrequestskoperday: facts.maxrequestskoperday,
      visites: 12,
      datedernierevisite: '2024-05-17 20:15:00',
      favregion: 'europe',
    }),
  );
}
