import { zipSync, type Zippable } from 'fflate';

/** ZIPs store local time: built from local parts, it is the same in every time zone. */
const MTIME = new Date(2020, 0, 1);

/**
 * Packs files into a ZIP, in the order given; the same files always yield the same bytes.
 *
 * @param files - keyed by their paths in the ZIP, with `/`; text is encoded as UTF-8
 */
export function packZip(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const entries: Zippable = {};
  for (const [path, content] of Object.entries(files)) entries[path] = new Uint8Array(Buffer.from(content));
  return Buffer.from(zipSync(entries, { mtime: MTIME }));
}
