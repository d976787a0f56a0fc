const KINDS: readonly (readonly [magic: string, kind: string])[] = [
  ['Rar!\x1a\x07', 'a RAR archive'],
  ["7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  ['\x1f\x8b\x08', 'a gzip file'],
  ['\xfd7zXZ\0', 'an xz file'],
  ['BZh', 'a bzip2 file'],
  ['UPS1', 'a UPS patch'],
  ['IPS32', 'an IPS32 patch'],
];

/**
 * What a file is by its signature, in words, where it is of a kind that hacks are published as and that is not worked with;
 * null for any other.
 */
export function foreignKind(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 8);
  return KINDS.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}
