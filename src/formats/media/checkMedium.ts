import { setImmediate } from 'node:timers/promises';
import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { MediaError, TruncatedError } from '../../model/errors.js';
import type { MediaKind } from '../../model/mediaKind.js';
import type { ValidationMode } from '../../model/mediaState.js';
import { type MediaFormat, mediaFormat } from './mediaFormats.js';
import { type Announced, type MediumDigests, mediumDigests, mediumMismatch } from './mediumDigests.js';

export interface CheckMediumOptions {
  /** `disabled`: anything that is neither empty nor text; `normal` and `strict`: everything is checked. */
  readonly mode: ValidationMode;
  /** The minimum width and height of an image. */
  readonly minPixels: number;
}

const PIECE = 1024 * 1024;
const SNIFF_BYTES = 1024;
/** A PDF may begin like text. */
const PDF = '%PDF-';
const PNG_END = 'IEND';
const [JPEG_SCAN, JPEG_END] = [Buffer.from('ffda', 'hex'), Buffer.from('ffd9', 'hex')];

/**
 * Ensures that a download is the medium that was announced: its size and hashes, its true format, the dimensions of a
 * picture; and, where nothing was announced, that a picture is not truncated.
 *
 * @param announced - what the site says about it, with `format` as the file extension
 * @returns the extension under which ES-DE reads it; that of the actual content, unless checks are disabled
 * @throws MediaError - it is empty, text or a web page, a different file, in a format that ES-DE does not read, or too
 *   small
 * @throws TruncatedError - it is a truncated picture
 */
export async function checkMedium(
  bytes: Buffer,
  announced: Announced & { readonly format: string },
  kind: MediaKind,
  { mode, minPixels }: CheckMediumOptions,
): Promise<MediaFormat> {
  if (bytes.length === 0) throw new MediaError('The site sent an empty file.');
  if (isText(bytes)) throw new MediaError(textMeaning(bytes));
  if (mode === 'disabled') return readable(kind, announced.format);

  const found = await mediumDigests(pieces(bytes));
  const wrong = mediumMismatch(found, announced);
  if (wrong !== null) throw new MediaError(mismatch(wrong, found, announced));

  const format = readable(kind, await trueFormat(bytes));
  if (kind === 'videos' || kind === 'manuals') return format;
  checkPixels(bytes, minPixels);
  if (isUnannounced(announced) && !hasEnd(bytes, format))
    throw new TruncatedError('The end of the picture is missing.');
  return format;
}

/** In pieces, so that nothing else has to wait long while a video is hashed. */
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (at > 0) await setImmediate();
    yield bytes.subarray(at, at + PIECE);
  }
}

function mismatch(what: keyof Announced, found: MediumDigests, announced: Announced): string {
  return what === 'size'
    ? `The site sent ${found.size} bytes instead of the ${String(announced.size)} that it announced.`
    : `The site sent a different file than it announced: its ${what} is ${found[what]}, not ${String(announced[what])}.`;
}

/** No medium but a PDF begins with nothing but printable characters. */
function isText(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, SNIFF_BYTES);
  return !head.startsWith(PDF) && /^[\t\n\f\r\x20-\x7e\x80-\xff]*$/.test(head);
}

/** Not quoted: such texts can echo the request, credentials and all. */
function textMeaning(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, SNIFF_BYTES).trim();
  if (head === 'NOMEDIA') return 'The site does not have this medium, although it lists it.';
  return head.startsWith('<')
    ? 'The site sent a web page instead of a medium.'
    : 'The site sent text instead of a medium.';
}

function readable(kind: MediaKind, format: string): MediaFormat {
  const known = mediaFormat(kind, format);
  if (known !== null) return known;
  throw new MediaError(`ES-DE does not read ${format === '' ? 'files of an unknown format' : format} as ${kind}.`);
}

/** The extension for the actual content; empty if it cannot be identified. */
async function trueFormat(bytes: Buffer): Promise<string> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  return type?.ext ?? '';
}

function checkPixels(bytes: Buffer, minPixels: number): void {
  const { width, height } = sizeOf(bytes);
  if (width >= minPixels && height >= minPixels) return;
  throw new MediaError(`The picture is too small: ${width} × ${height} pixels, under ${minPixels}.`);
}

const isUnannounced = ({ size, crc32, md5, sha1 }: Announced): boolean =>
  [size, crc32, md5, sha1].every((told) => told === null);

/** Bytes after the end are ignored. The thumbnail in a JPEG has an end of its own, but it comes before the pixels. */
function hasEnd(bytes: Buffer, format: MediaFormat): boolean {
  return format === 'png' ? bytes.includes(PNG_END) : bytes.lastIndexOf(JPEG_END) > bytes.lastIndexOf(JPEG_SCAN);
}

function sizeOf(bytes: Buffer): { readonly width: number; readonly height: number } {
  try {
    return imageSize(bytes);
  } catch (error) {
    throw new MediaError('The picture is damaged: its size in pixels cannot be read.', { cause: error });
  }
}
