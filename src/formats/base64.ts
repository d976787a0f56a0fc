/**
 * Decodes base64 in either alphabet (`+/` or `-_`), padded or not, of which only one text exists for any bytes.
 *
 * @returns null when the text holds anything else: other characters, wrong padding, bits that mean nothing
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

/** So much text is decoded at a time: short enough to be forgotten as cheaply as it was made. A multiple of 4. */
const PIECE = 64 * 1024;
const PIECE_BYTES = (PIECE / 4) * 3;

/**
 * As {@link decodeBase64}, of a text that may be long: it is decoded in pieces, so that no string is as long as all of it.
 *
 * @param text - in ASCII
 */
export function decodeLongBase64(text: Buffer): Buffer | null {
  const bytes = Buffer.allocUnsafe(Math.ceil(text.length / 4) * 3);
  let size = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    const piece = decodeBase64(text.toString('latin1', at, at + PIECE));
    const isLast = at + PIECE >= text.length;
    // Padding within the text makes a piece shorter than it must be.
    if (piece === null || (!isLast && piece.length !== PIECE_BYTES)) return null;
    size += piece.copy(bytes, size);
  }
  return bytes.subarray(0, size);
}

/** As {@link encodeUrlSafeBase64}, of bytes that may be many: ASCII, made in pieces. */
export function encodeLongUrlSafeBase64(bytes: Buffer): Buffer {
  const text = Buffer.allocUnsafe(Math.ceil(bytes.length / 3) * 4);
  let size = 0;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    size += text.write(bytes.toString('base64url', at, at + PIECE_BYTES), size, 'latin1');
  }
  return text.fill('=', size);
}

/** Encodes bytes as url-safe base64 (`-_`) with padding, as Python's `urlsafe_b64encode` does. */
export function encodeUrlSafeBase64(bytes: Buffer): string {
  return bytes.toString('base64url') + '='.repeat((3 - (bytes.length % 3)) % 3);
}
