import { redactSecrets } from '../redactSecrets.js';
import type { ScraperCredentials } from './scraperUrl.js';

/** Addresses of media as they may be kept, and as they are to be asked for. */
export interface HiddenPasswords {
  /** The address with a mark in the place of each password, however it is written. */
  readonly hide: (address: string) => string;
  /** The address with the passwords that belong to the marks, URL-encoded. */
  readonly reveal: (address: string) => string;
}

/** A site that writes one itself shall not be told the password for it. */
const MARK = /\{([12])\}/g;

/**
 * Keeps passwords out of addresses that repeat them in their path, or under another name than that of a credential.
 *
 * They are not cut out for good, for a password may be a word that belongs there, such as the site's own name.
 */
export function hiddenPasswords({
  devpassword,
  userPassword,
}: Pick<ScraperCredentials, 'devpassword' | 'userPassword'>): HiddenPasswords {
  const hidden = [devpassword, userPassword]
    .map((password, index) => ({ password, mark: `{${index + 1}}` }))
    // Where one begins like the other, all of it has to go.
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
