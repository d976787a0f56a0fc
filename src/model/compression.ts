/** How new blobs are compressed, as the configuration says it. Any xz opens all of them. */
export const COMPRESSIONS = ['fast', 'small', 'original'] as const;

export type Compression = (typeof COMPRESSIONS)[number];
