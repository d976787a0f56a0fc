import { z } from 'zod';
import { mediaKindsOf } from '../formats/media/mediaKindsOf.js';

/** A list of media kinds without duplicates, by the names of ES-DE's folders or of ScreenScraper's types. */
export const mediaTypes = z
  .array(z.string('must be a list of names'), 'must be a list of names')
  .transform((names, context) => {
    const { kinds, unknown } = mediaKindsOf(names);
    for (const { name, nearest } of unknown) {
      const message = `there is no media type ${JSON.stringify(name)}; did you mean ${nearest}?`;
      context.issues.push({ code: 'custom', input: names, message });
    }
    return kinds;
  })
  .readonly();
