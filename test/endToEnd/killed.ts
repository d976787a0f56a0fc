import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Site, startSite } from '../../src/demo/site.js';
import type { BaseRom } from '../../src/model/rom.js';
import { golden } from './workplace.js';

/** How a run of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes an archive's folder with its base ROM and a configuration for a stand-in site. */
export function newArchive(site: Site, base: BaseRom, processing: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-killed-'));
  const smwc = { baseUrl: `${site.origin}/`, requestDelay: 1, extraDelay: 0, downloadDelay: 1 };
  const settings = { smwc, baseRom: { sha224: base.sha224 }, processing };
  writeFileSync(join(folder, 'smw.sfc'), base.bytes);
  writeFileSync(join(folder, 'updategames.config.json'), JSON.stringify(settings));
  return folder;
}

/** Runs `update` in an archive's folder; sends SIGKILL after `killAfterMs`, if given. */
export async function runUpdate(
  cli: string,
  archive: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly killAfterMs?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, 'update'], {
    cwd: archive,
    env: { ...process.env, XDG_STATE_HOME: join(archive, 'state'), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const timer = options.killAfterMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  await once(child, 'close');
  if (timer !== null) clearTimeout(timer);
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}

/** What there is to see in an archive after an uninterrupted run over some golden games. */
export async function afterUnbrokenRun<T>(
  cli: string,
  ids: readonly string[],
  look: (archive: string) => T,
): Promise<T> {
  const { games, base } = golden(...ids);
  const site = await startSite({ games });
  const archive = newArchive(site, base);
  expect(await runUpdate(cli, archive)).toMatchObject({ code: 0, stderr: '' });
  const seen = look(archive);
  rmSync(archive, { recursive: true });
  await site.close();
  return seen;
}
