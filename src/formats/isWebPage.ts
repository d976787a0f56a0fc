const LOOKED_AT = 100;

/** Whether a web page came in the place of a file, as sites show one while they rest: by its type, or by how it begins. */
export function isWebPage(bytes: Buffer, contentType: string | null): boolean {
  return /html/i.test(contentType ?? '') || /^\s*</.test(bytes.toString('latin1', 0, LOOKED_AT));
}
