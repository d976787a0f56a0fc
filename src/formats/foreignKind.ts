const KINDS: readonly (readonly [magic: string, kind: string])[] = [
  ['Rar!\x1a\x07', 'a RAR archive'],
  ["7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  ['\x1f\x8b\x08', 'a gzip file'],
  ['\xfd7zXZ\0', 'an xz file'],
  ['BZh', 'a bzip2 file'],
  ['UPS1', 'a UPS patch'],
  ['IPS32', 'an IPS32 patch'],
];

/** Names an unsupported format that hacks are published in, judging by a file's signature; null for any other file. */
export function foreignKind(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 8);
  return KINDS.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}
