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

/** A `media` as a medium, its address without credentials; null when it cannot be fetched or has no file of its own. */
export function parseMedium({ attributes, text }: XmlElement): Medium | null {
  const type = someText.parse(attributes.type);
  const format = fileExtension.parse(attributes.format);
  // Escaped twice, as other texts at times are, it would hide the names of the credentials in it.
  const url = withoutCredentials(scrapedText(text));
  if (type === null || format === null || url === null) return null;
  return {
    type,
    parent: someText.parse(attributes.parent),
    region: shortName.parse(attributes.region),
    support: someText.parse(attributes.support),
    url,
    format,
    crc32: crc32.parse(attributes.crc),
    md5: md5.parse(attributes.md5),
    sha1: sha1.parse(attributes.sha1),
    size: wholeNumber.parse(attributes.size),
  };
}
