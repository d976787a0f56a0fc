/**
 * Decodes base64 in either alphabet (`+/` or `-_`), padded or not. Only the canonical encoding of any given bytes is
 * accepted.
 *
 * @returns null when the text holds anything else: other characters, wrong padding, nonzero trailing bits
 * @see https://www.rfc-editor.org/rfc/rfc4648
 */
export function decodeBase64(text: string): Buffer | null {
  if (text.endsWith('=') && text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  const unpadded = text
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return bytes.toString('base64url') === unpadded ? bytes : null;
}

/**
 * How much text is decoded at a time: short enough for the strings to be discarded as cheaply as they were made. A
 * multiple of 4.
 */
const PIECE = 64 * 1024;
const PIECE_BYTES = (PIECE / 4) * 3;

/**
 * As {@link decodeBase64}, for text that may be long: decodes in pieces, so that the whole text never becomes one
 * string.
 *
 * @param text - in ASCII
 */
export function decodeLongBase64(text: Buffer): Buffer | null {
  const bytes = Buffer.allocUnsafe(Math.ceil(text.length / 4) * 3);
  let size = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    const piece = decodeBase64(text.toString('latin1', at, at + PIECE));
    const isLast = at + PIECE >= text.length;
    // Padding in the middle of the text makes a piece come out short.
    if (piece === null || (!isLast && piece.length !== PIECE_BYTES)) return null;
    size += piece.copy(bytes, size);
  }
  return bytes.subarray(0, size);
}

/** As {@link encodeUrlSafeBase64}, for many bytes: encoded in pieces, as ASCII. */
export function encodeLongUrlSafeBase64(bytes: Buffer): Buffer {
  const text = Buffer.allocUnsafe(Math.ceil(bytes.length / 3) * 4);
  let size = 0;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    size += text.write(bytes.toString('base64url', at, at + PIECE_BYTES), size, 'latin1');
  }
  return text.fill('=', size);
}

/** Encodes bytes as URL-safe base64 (`-_`) with padding, as Python's `urlsafe_b64encode` does. */
export function encodeUrlSafeBase64(bytes: Buffer): string {
  return bytes.toString('base64url') + '='.repeat((3 - (bytes.length % 3)) % 3);
}
