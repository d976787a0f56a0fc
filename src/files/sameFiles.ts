import { type FileHandle, open } from 'node:fs/promises';

const PIECE = 1024 * 1024;

/** Whether two files have the same bytes, read a piece at a time; false if one of them is not a file or cannot be read. */
export async function sameFiles(one: string, other: string): Promise<boolean> {
  const opened: FileHandle[] = [];
  try {
    for (const path of [one, other]) opened.push(await open(path, 'r'));
    const pieces = opened.map(() => Buffer.allocUnsafe(PIECE));
    for (let at = 0; ; at += PIECE) {
      const [a, b] = await Promise.all(
        opened.map(async (file, index) => {
          const { bytesRead, buffer } = await file.read(pieces[index] ?? Buffer.alloc(PIECE), 0, PIECE, at);
          return buffer.subarray(0, bytesRead);
        }),
      );
      if (a === undefined || b === undefined || !a.equals(b)) return false;
      if (a.length < PIECE) return true;
    }
  } catch {
    return false;
  } finally {
    for (const file of opened) await file.close();
  }
}
