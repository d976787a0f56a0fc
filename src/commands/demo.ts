import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readConfigFile } from '../config/configFile.js';
import { demoBaseRom } from '../demo/baseRom.js';
import { makePath } from '../files/makePath.js';
import { makeTemporaryFolder } from '../files/temporaryFolder.js';
import { UsageError } from '../model/errors.js';
import type { CommandContext, RunCommand } from './context.js';
import { DEMO_CONFIG, demoArchive } from './demoArchive.js';
import { demoScrape } from './demoScrape.js';

/** `romflow demo`: runs both courses for real, against stand-in sites, over a made-up base ROM and made-up games. */
export const runDemo: RunCommand = async (context) => {
  const stopped = (): boolean => context.signal.aborted;
  const base = demoBaseRom();
  const folder = await demoFolder(context, base.sha224);
  const archived = await demoArchive(folder, base, context);
  if (stopped()) return archived;
  const esDe = join(folder, 'es-de');
  const scraped = await demoScrape(esDe, join(folder, 'state'), context);
  if (stopped()) return scraped;
  context.stdout.write(`The archive is in ${folder}\nThe ROM folders, gamelists and media are in ${esDe}\n`);
  return Math.max(archived, scraped);
};

/** An empty folder, or that of an earlier demo. */
async function demoFolder({ flags, cwd }: CommandContext, sha224: string): Promise<string> {
  const keep = z.string().min(1).optional().safeParse(flags.keep);
  if (!keep.success) throw new UsageError('--keep needs the name of a folder.');
  if (keep.data === undefined) return temporaryFolder();
  const folder = resolve(cwd, keep.data);
  if (await isFree(folder, sha224)) return folder;
  throw new UsageError(`--keep: ${folder} is neither empty nor from an earlier demo; choose another folder.`);
}

const temporaryFolder = (): Promise<string> =>
  makeTemporaryFolder('demo').catch(() => {
    throw new UsageError(`Cannot create a folder in ${tmpdir()}; name one with --keep.`);
  });

/** A real archive has a configuration too, but not for the made-up ROM: nothing in it may be overwritten. */
async function isFree(folder: string, sha224: string): Promise<boolean> {
  try {
    await makePath(folder);
    if ((await readdir(folder)).length === 0) return true;
  } catch {
    throw new UsageError(`--keep: ${folder} cannot be used as a folder; choose another one.`);
  }
  const file = await readConfigFile(join(folder, DEMO_CONFIG));
  return (
    'content' in file && z.object({ baseRom: z.object({ sha224: z.literal(sha224) }) }).safeParse(file.content).success
  );
}
