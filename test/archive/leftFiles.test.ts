import { appendFileSync, copyFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { DamageError } from '../../src/model/errors.js';
import { deps, newFolder, pathsIn } from './archiveFolder.js';

let file: string;
beforeEach(() => {
  file = join(newFolder(), 'rhdata.db');
  writeFileSync(file, 'a database');
});

const now = (): Date => new Date('2026-01-02T03:04:05Z');

function leave(): void {
  const lock = lockArchive(file, now);
  lock.leave(file);
  lock.release();
}

function isAsLeft(): boolean {
  const lock = lockArchive(file, now);
  try {
    return lock.isAsLeft(file);
  } finally {
    lock.release();
  }
}

describe('a database file', () => {
  it('is as it was left, for every run after', () => {
    expect(isAsLeft()).toBe(false);
    leave();
    expect(isAsLeft()).toBe(true);
    expect(isAsLeft()).toBe(true);
  });

  it.each([
    [
      'written to',
      () => {
        appendFileSync(file, '!');
      },
    ],
    [
      'overwritten, and made to look as old as before',
      () => {
        writeFileSync(file, 'b database');
        utimesSync(file, 1, 1);
      },
    ],
    [
      'replaced by a copy of itself',
      () => {
        copyFileSync(file, `${file}.bak`);
        renameSync(`${file}.bak`, file);
      },
    ],
    [
      'moved away',
      () => {
        renameSync(file, `${file}.bak`);
      },
    ],
    [
      'used by a run that was killed',
      () => {
        writeFileSync(`${file}-wal`, 'a log');
      },
    ],
  ])('is not when it was %s', (_, touch) => {
    leave();
    touch();
    expect(isAsLeft()).toBe(false);
  });

  it('is not when the run did not come to its end', () => {
    leave();
    appendFileSync(file, '!');
    lockArchive(file, now).release();
    expect(isAsLeft()).toBe(false);
  });
});

it('reads through every database but those that are known to be whole', async () => {
  const paths = pathsIn(newFolder());
  writeFileSync(paths.rhdata, 'no database');
  const asked: string[] = [];
  const isWhole = (path: string): boolean => asked.push(path) === 2;
  await expect(openArchive(paths, { ...deps, isWhole })).rejects.toBeInstanceOf(DamageError);
  expect(asked).toEqual([paths.rhdata]);
});
