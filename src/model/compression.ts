/** How new blobs are compressed, by configuration value. Any xz decoder opens all of them. */
export const COMPRESSIONS = ['fast', 'small', 'original'] as const;

export type Compression = (typeof COMPRESSIONS)[number];
