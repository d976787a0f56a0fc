import { z } from 'zod';
import type { Medium } from '../../model/scrapedGame.js';
import { scrapedText } from '../scrapedText.js';
import type { XmlElement } from '../xml.js';
import { crc32, md5, sha1, shortName, someText, wholeNumber } from './fields.js';
import { withoutCredentials } from './scraperUrl.js';

const fileExtension = z
  .string()
  .trim()
  .toLowerCase()
  .transform((format) => format.replace(/^\./, ''))
  .pipe(z.string().regex(/^[a-z0-9]{1,8}$/))
  .nullable()
  .catch(null);

/** The hashes of an empty file. */
const OF_NOTHING: ReadonlySet<string | null> = new Set([
  '00000000',
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
]);

/**
 * A `media` as a medium, with a URL free of credentials; null if it cannot be fetched or has no file of its own. A size
 * of 0 means that the site has not measured the file: it counts as unknown, and so do the hashes of an empty file.
 */
export function parseMedium({ attributes, text }: XmlElement): Medium | null {
  const type = someText.parse(attributes.type);
  const format = fileExtension.parse(attributes.format);
  // Escaped twice, as other texts sometimes are, it would hide the names of the credentials in it.
  const url = withoutCredentials(scrapedText(text));
  if (type === null || format === null || url === null) return null;
  const told = wholeNumber.parse(attributes.size);
  const size = told === 0 ? null : told;
  const hash = (hex: string | null): string | null => (size === null && OF_NOTHING.has(hex) ? null : hex);
  return {
    type,
    parent: someText.parse(attributes.parent),
    region: shortName.parse(attributes.region),
    support: someText.parse(attributes.support),
    url,
    format,
    crc32: hash(crc32.parse(attributes.crc)),
    md5: hash(md5.parse(attributes.md5)),
    sha1: hash(sha1.parse(attributes.sha1)),
    size,
  };
}
