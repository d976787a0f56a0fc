const SNIFF_BYTES = 100;

/**
 * Whether a web page was served in place of a file, as sites do during maintenance; judged by its content type or its
 * beginning.
 */
export function isWebPage(bytes: Buffer, contentType: string | null): boolean {
  return /html/i.test(contentType ?? '') || /^\s*</.test(bytes.toString('latin1', 0, SNIFF_BYTES));
}
