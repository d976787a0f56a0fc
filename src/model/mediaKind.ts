/** ES-DE's media folders. */
export const MEDIA_KIND_NAMES = [
  'covers',
  'screenshots',
  'titlescreens',
  'marquees',
  '3dboxes',
  'backcovers',
  'fanart',
  'manuals',
  'miximages',
  'physicalmedia',
  'videos',
] as const;

export type MediaKind = (typeof MEDIA_KIND_NAMES)[number];

/** ScreenScraper's types for each, best first; `regional` ones are chosen by region. */
export const MEDIA_KINDS: Readonly<
  Record<MediaKind, { readonly types: readonly string[]; readonly regional: boolean }>
> = {
  covers: { types: ['box-2D'], regional: true },
  screenshots: { types: ['ss'], regional: true },
  titlescreens: { types: ['sstitle'], regional: true },
  marquees: { types: ['wheel-hd', 'wheel'], regional: true },
  '3dboxes': { types: ['box-3D'], regional: true },
  backcovers: { types: ['box-2D-back'], regional: true },
  fanart: { types: ['fanart'], regional: false },
  manuals: { types: ['manuel'], regional: true },
  miximages: { types: ['mixrbv2', 'mixrbv1'], regional: true },
  physicalmedia: { types: ['support-2D'], regional: true },
  videos: { types: ['video-normalized', 'video'], regional: false },
};
