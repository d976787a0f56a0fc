import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Permissions do not bind the superuser. */
export const superuser = process.getuid?.() === 0;

/** A separate file system in memory. */
export interface SmallDisk {
  /** Remounts it with other options: `size=64m`, `ro`. */
  readonly change: (options: string) => void;
}

/** Mounts a small disk on a folder, which is created, until the test has finished. */
export function smallDisk(folder: string, bytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  mount(folder, `size=${Math.ceil(bytes)}`);
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return {
    change: (options) => {
      execFileSync('mount', ['-o', `remount,${options}`, folder]);
    },
  };
}

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
}

/** Only the superuser on Linux may mount a disk, and in a container not even that one. */
export function mayMount(): boolean {
  if (process.platform !== 'linux' || !superuser) return false;
  const folder = mkdtempSync(join(tmpdir(), 'romflow-mount-'));
  try {
    mount(folder, 'size=64k');
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
