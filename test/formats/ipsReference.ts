const MIB = 1024 * 1024;

/** What a patch makes of `rom`, following the format literally and one byte at a time; null when it is broken or too large. */
export function referenceIps(patch: Uint8Array, rom: Uint8Array): Buffer | null {
  const bytes = [...patch];
  const take = (count: number): number[] | null => (bytes.length < count ? null : bytes.splice(0, count));
  const number = (count: number): number | null => take(count)?.reduce((sum, byte) => sum * 256 + byte, 0) ?? null;
  if (Buffer.from(take(5) ?? []).toString('latin1') !== 'PATCH') return null;
  const writes = new Map<number, number>();
  let size = rom.length;
  for (;;) {
    const offset = number(3);
    if (offset === null) return null;
    if (offset === 0x454f46) break;
    const length = number(2);
    if (length === null) return null;
    let content = length > 0 ? take(length) : null;
    if (length === 0) {
      const [times, byte] = [number(2), number(1)];
      if (times === null || byte === null || times === 0) return null;
      content = Array.from({ length: times }, () => byte);
    }
    if (content === null) return null;
    content.forEach((byte, i) => writes.set(offset + i, byte));
    size = Math.max(size, offset + content.length);
  }
  if (bytes.length !== 0 && bytes.length !== 3) return null;
  if (bytes.length === 3) size = Math.min(size, number(3) ?? 0);
  if (size > 16 * MIB) return null;
  const result = Buffer.alloc(size);
  for (let at = 0; at < Math.min(size, rom.length); at++) result[at] = rom[at] ?? 0;
  for (const [at, byte] of writes) if (at < size) result[at] = byte;
  return result;
}
