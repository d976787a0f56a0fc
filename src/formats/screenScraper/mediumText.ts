const SNIFF_BYTES = 1024;
/** Bytes that no text contains, but that pictures, videos and archives have near their beginning. */
const BINARY = /[\0-\x08\x0E-\x1A\x1C-\x1F]/;
/** Documents and drawings, which begin as text. */
const DOCUMENT = /^\s*(?:%PDF-|<svg\b|<\?xml\b[^>]*>\s*(?:<!--(?:(?!-->)[^])*-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg\b)/i;
const SENTENCE = /^\s*(?:<!doctype html|<html|<h1|<br|NOMEDIA|Erreur|API )/i;

/**
 * The text that came in place of a medium; null if it may be the medium.
 *
 * @param contentType - as in the response
 */
export function mediumText(bytes: Buffer, contentType: string | null): string | null {
  const start = bytes.subarray(0, SNIFF_BYTES).toString('latin1');
  if (BINARY.test(start) || DOCUMENT.test(start)) return null;
  const media = /^\s*(?:image|video|audio|application)\//i.test(contentType ?? '');
  if (media && start.trim() !== '' && !SENTENCE.test(start)) return null;
  return new TextDecoder().decode(bytes.subarray(0, SNIFF_BYTES)).trim();
}

/** Whether a text says that there is no such medium. */
export const isNoMedia = (text: string): boolean => /^\s*NOMEDIA\s*$/i.test(text);
