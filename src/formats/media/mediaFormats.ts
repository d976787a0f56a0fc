import type { MediaKind } from '../../model/mediaKind.js';

/** What ES-DE reads, in its lookup order; the names are file extensions. */
const IMAGES = ['png', 'jpg'] as const;
const VIDEOS = ['mp4', 'mkv', 'avi', 'wmv', 'mov'] as const;
const MANUALS = ['pdf'] as const;

export type MediaFormat = (typeof IMAGES | typeof VIDEOS | typeof MANUALS)[number];

/** Other names for what ES-DE reads. */
const ALIASES: ReadonlyMap<string, MediaFormat> = new Map([
  ['jpeg', 'jpg'],
  ['apng', 'png'],
  ['m4v', 'mp4'],
  ['asf', 'wmv'],
]);

/**
 * The file extensions that ES-DE reads for a kind, in its lookup order.
 *
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/es-app/src/FileData.h
 */
export function mediaFormats(kind: MediaKind): readonly [MediaFormat, ...MediaFormat[]] {
  if (kind === 'videos') return VIDEOS;
  return kind === 'manuals' ? MANUALS : IMAGES;
}

/**
 * The lower-case extension under which ES-DE reads a format for a kind; null if it does not.
 *
 * @param format - a file extension in any case, with or without its dot
 */
export function mediaFormat(kind: MediaKind, format: string): MediaFormat | null {
  const plain = format.toLowerCase().replace(/^\./, '');
  const name = ALIASES.get(plain) ?? plain;
  return mediaFormats(kind).find((known) => known === name) ?? null;
}
