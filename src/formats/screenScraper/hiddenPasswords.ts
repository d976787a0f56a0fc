import { redactSecrets } from '../redactSecrets.js';
import type { ScraperCredentials } from './scraperUrl.js';

/** Converts media URLs between the form that may be stored and the form to be requested. */
export interface HiddenPasswords {
  /** The URL with each password replaced by a mark, however it is written. */
  readonly hide: (address: string) => string;
  /** The URL with each mark replaced by its password, URL-encoded. */
  readonly reveal: (address: string) => string;
}

/** A site that writes a mark itself must not be sent the password for it. */
const MARK = /\{([12])\}/g;

/**
 * Keeps passwords out of URLs that repeat them in the path, or under a name that is not a credential's.
 *
 * They are not removed for good, since a password may be a word that belongs there, such as the site's own name.
 */
export function hiddenPasswords({
  devpassword,
  userPassword,
}: Pick<ScraperCredentials, 'devpassword' | 'userPassword'>): HiddenPasswords {
  const hidden = [devpassword, userPassword]
    .map((password, index) => ({ password, mark: `{${index + 1}}` }))
    // Longest first: where one begins with the other, all of it has to go.
    .toSorted((a, b) => b.password.length - a.password.length)
    .map(({ password, mark }) => ({ password, mark, redact: redactSecrets([password], mark) }));
  return {
    hide: (address) => hidden.reduce((text, { redact }) => redact(text), address.replace(MARK, '%7B$1%7D')),
    reveal: (address) =>
      hidden.reduceRight(
        (text, { mark, password }) => text.replaceAll(mark, () => encodeURIComponent(password)),
        address,
      ),
  };
}
