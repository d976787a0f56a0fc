import { z } from 'zod';
import type { RomHashes } from '../model/romFile.js';
import type { Connection } from './connection.js';
import { numberColumn } from './isoTime.js';

/** Hashes of ROM files, valid for as long as the size and modification time of the file are the same. */
export interface RomHashCache {
  /**
   * @param file - absolute
   * @param fileSize - bytes
   */
  readonly get: (file: string, fileSize: number, mtimeMs: number) => RomHashes | null;
  readonly put: (file: string, fileSize: number, mtimeMs: number, hashes: RomHashes) => void;
}

const hashesRow = z.object({ size: numberColumn, crc32: z.string(), md5: z.string(), sha1: z.string() });

export function createRomHashCache(db: Connection): RomHashCache {
  return {
    get: (file, fileSize, mtimeMs) =>
      db.one(
        hashesRow,
        'SELECT size, crc32, md5, sha1 FROM rom_hashes WHERE file = ? AND file_size = ? AND mtime_ms = ?',
        file,
        String(fileSize),
        String(mtimeMs),
      ),
    put: (file, fileSize, mtimeMs, { size, crc32, md5, sha1 }) => {
      const state = { file, file_size: String(fileSize), mtime_ms: String(mtimeMs) };
      db.upsert('rom_hashes', { ...state, size: String(size), crc32, md5, sha1 });
    },
  };
}
