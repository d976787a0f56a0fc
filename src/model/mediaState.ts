/** What is remembered of one kind of a ROM's media. */
export type MediaState =
  | {
      readonly status: 'stored';
      /** Below the media folder, with `/`. */
      readonly file: string;
      /** Bytes of the file as stored. */
      readonly size: number;
      /** Of the file as stored, lower-case hex. */
      readonly sha1: string;
      /** The site's name for the type: `box-2D` … */
      readonly type: string;
      readonly region: string | null;
    }
  /** The site has none. */
  | { readonly status: 'none' }
  | {
      readonly status: 'failed';
      readonly reason: string;
      /** True when the site's file is unusable however often it is fetched; false when the trouble was transient. */
      readonly lasting: boolean;
      /** Milliseconds since 1970. */
      readonly at: number;
    };

/** How strictly a medium is validated before it is stored. */
export const VALIDATION_MODES = ['disabled', 'normal', 'strict'] as const;

export type ValidationMode = (typeof VALIDATION_MODES)[number];
