import type { LocalText, RegionalText } from '../../model/scrapedGame.js';
import { ofBestRegion } from './bestRegion.js';

/** Used where there is no text in the user's preferred language. */
const COMMON_LANGUAGE = 'en';

/**
 * The text for a ROM's region: that of the region that `bestRegion` chooses, else the first one offered.
 *
 * @returns null when there is none
 */
export function chooseRegionalText(
  texts: readonly RegionalText[],
  romRegions: readonly string[],
  preferred: readonly string[],
): string | null {
  return ofBestRegion(texts, romRegions, preferred)?.text ?? null;
}

/**
 * The text in the user's language, else in English, else the first one offered.
 *
 * @param language - such as `en`, in any case
 * @returns null when there is none
 */
export function chooseLocalText(texts: readonly LocalText[], language: string): string | null {
  const inLanguage = (wanted: string): LocalText | undefined =>
    texts.find((text) => text.language?.toLowerCase() === wanted.toLowerCase());
  return (inLanguage(language) ?? inLanguage(COMMON_LANGUAGE) ?? texts[0])?.text ?? null;
}
