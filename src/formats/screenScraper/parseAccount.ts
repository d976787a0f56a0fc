import type { ScraperAccount } from '../../model/scrapedGame.js';
import { type XmlElement, childOf, childText } from '../xml.js';
import { loginError } from './answerError.js';
import { wholeNumber } from './fields.js';

/**
 * What a response says about the account, in its `ssuser`; null where it says nothing.
 *
 * @throws CredentialsError - level 0, a failed login
 */
export function parseAccount(data: XmlElement): ScraperAccount {
  const user = childOf(data, 'ssuser');
  const text = (name: string): string | null => (user === undefined ? null : childText(user, name));
  const count = (name: string): number | null => wholeNumber.parse(text(name));
  const level = count('niveau');
  if (level === 0) throw loginError();
  const perMinute = count('maxrequestspermin');
  return {
    id: text('id'),
    level,
    maxThreads: count('maxthreads'),
    // Zero cannot be meant literally.
    maxPerMinute: perMinute === 0 ? null : perMinute,
    requestsToday: count('requeststoday'),
    maxPerDay: count('maxrequestsperday'),
    unknownToday: count('requestskotoday'),
    maxUnknownPerDay: count('maxrequestskoperday'),
  };
}
