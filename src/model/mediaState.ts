/** What is remembered of a ROM's medium of one kind. */
export type MediaState =
  | {
      readonly status: 'stored';
      /** Below the media folder, with `/`. */
      readonly file: string;
      /** Bytes of the file as it was stored. */
      readonly size: number;
      /** Of the file as it was stored, lower-case hex. */
      readonly sha1: string;
      /** The site's name of the type: `box-2D` … */
      readonly type: string;
      readonly region: string | null;
    }
  /** The site has none. */
  | { readonly status: 'none' }
  | {
      readonly status: 'failed';
      readonly reason: string;
      /** What the site has is no good, however often it is fetched; else it was passing trouble. */
      readonly lasting: boolean;
      /** Milliseconds since 1970. */
      readonly at: number;
    };

/** How much is asked of a medium before it is stored. */
export const VALIDATION_MODES = ['disabled', 'normal', 'strict'] as const;

export type ValidationMode = (typeof VALIDATION_MODES)[number];
