import { z } from 'zod';
import type { Check } from '../model/check.js';

/** Whether the native modules work on this machine: each does a little of its work. */
export async function checkModules(): Promise<readonly Check[]> {
  return [await attempt('better-sqlite3', sqlite), await attempt('lzma-native', xz)];
}

async function attempt(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, verdict: 'ok', message: await work() };
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const mend = 'install romflow again with this Node.js (npm rebuild, from its source)';
    return { name, verdict: 'problem', message: `The native module does not work (${reason}): ${mend}.` };
  }
}

const versionRow = z.object({ version: z.string() });

async function sqlite(): Promise<string> {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(':memory:');
  try {
    return `SQLite ${versionRow.parse(db.prepare('SELECT sqlite_version() AS version').get()).version}`;
  } finally {
    db.close();
  }
}

async function xz(): Promise<string> {
  const { compressXz, decompressXz } = await import('../formats/xz.js');
  const bytes = Buffer.from('romflow');
  const back = await decompressXz(await compressXz(bytes), bytes.length);
  if (!back.equals(bytes)) throw new Error('what was compressed does not come back');
  return 'packs and unpacks xz';
}
