import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TIME_LIMIT_MS = 10_000;
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** Linux truncates names to 15 characters: the last one is what it calls `emulationstation-de`. */
const NAMES: ReadonlySet<string> = new Set(['es-de', 'emulationstation-de', 'emulationstatio']);

/**
 * Whether ES-DE is running: on exit, it writes its gamelists and undoes whatever was changed in them meanwhile. False
 * if the system does not say.
 *
 * @param processes - the names of all running programs, with or without a path or `.exe`
 */
export async function esDeRunning(processes: () => Promise<readonly string[]> = runningPrograms): Promise<boolean> {
  try {
    return (await processes()).some((name) => NAMES.has(plainName(name)));
  } catch {
    return false;
  }
}

const plainName = (name: string): string =>
  name
    .trim()
    .replace(/^.*[/\\]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();

/** The first column of what Windows' `tasklist /fo csv` prints: `"ES-DE.exe","4242","Console","1","10,000 K"`. */
export function taskNames(csv: string): readonly string[] {
  return csv.split(/\r?\n/).flatMap((line) => /^"([^"]*)"/.exec(line)?.[1] ?? []);
}

/**
 * The names of all running programs, as the system gives them.
 *
 * Rejects if it does not.
 */
export async function runningPrograms(): Promise<readonly string[]> {
  if (process.platform === 'linux') return commNames('/proc');
  const list = async (program: string, words: readonly string[]): Promise<string> =>
    (await run(program, [...words], { timeout: TIME_LIMIT_MS, maxBuffer: MAX_LIST_BYTES, windowsHide: true })).stdout;
  return process.platform === 'win32'
    ? taskNames(await list('tasklist', ['/fo', 'csv', '/nh']))
    : (await list('ps', ['-A', '-o', 'comm='])).split('\n');
}

/** The name in each `<pid>/comm`; a process that has just ended has none. */
async function commNames(folder: string): Promise<readonly string[]> {
  const pids = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(join(folder, pid, 'comm'), 'utf8').catch(() => '')));
}
