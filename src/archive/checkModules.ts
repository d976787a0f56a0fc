import { z } from 'zod';
import { moduleFailure } from '../files/moduleFailure.js';
import type { Check } from '../model/check.js';

/** Checks whether the native modules work on this machine, by having each do a little of its work. */
export async function checkModules(): Promise<readonly Check[]> {
  return [await attempt('better-sqlite3', sqlite), await attempt('lzma-native', xz)];
}

async function attempt(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, verdict: 'ok', message: await work() };
  } catch (error) {
    return { name, verdict: 'problem', message: moduleFailure(error) ?? `It does not work (${String(error)}).` };
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
  // Node.js 20 ends the process over a module that fails while another one imports it, caught or not.
  await import('lzma-native');
  const { compressXz, decompressXz } = await import('../formats/xz.js');
  const bytes = Buffer.from('romflow');
  const back = await decompressXz(await compressXz(bytes), bytes.length);
  if (!back.equals(bytes)) throw new Error('decompressing does not give back what was compressed');
  return 'compresses and decompresses xz';
}
