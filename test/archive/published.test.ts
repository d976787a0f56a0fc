import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPublished, readPublished } from '../../src/archive/published.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { PublishedRom } from '../../src/model/published.js';
import { deps, newFolder, query } from './archiveFolder.js';

const rom: PublishedRom = {
  id: '36840',
  path: 'Casual/Cookie Kingdom.sfc',
  listedAs: null,
  version: '2',
  blob: 'pblob_36840_0123456789',
  sha224: 'ab',
  size: '524288',
  mtimeNs: '1700000000123456789',
};

describe('openPublished', () => {
  test('stores everything as text, and each system separately', async () => {
    const file = join(newFolder(), 'gamelists', 'romflow-publish.db');
    const snes = await openPublished(file, 'snes', deps);
    snes.keepRom({ ...rom, path: 'old.sfc' });
    snes.keepRom(rom);
    snes.keepRom({ ...rom, id: '7', path: 'b.sfc', listedAs: 'a.sfc' });
    snes.keepRom({ ...rom, id: '8', path: 'd.sfc', listedAs: 'c.sfc' });
    snes.keepScreenshot({ id: '7', url: '//x/1.png', version: '1', sha1: null });
    snes.keepScreenshot({ id: '8', url: '//x/2.png', version: '1', sha1: 'cd' });
    snes.close();

    const again = await openPublished(file, 'snes', deps);
    expect([...again.roms().values()]).toEqual([
      rom,
      { ...rom, id: '7', path: 'b.sfc', listedAs: 'a.sfc' },
      { ...rom, id: '8', path: 'd.sfc', listedAs: 'c.sfc' },
    ]);
    expect([...again.screenshots()]).toEqual([
      ['7', { id: '7', url: '//x/1.png', version: '1', sha1: null }],
      ['8', { id: '8', url: '//x/2.png', version: '1', sha1: 'cd' }],
    ]);
    again.listed(['7']);
    expect(again.roms().get('7')?.listedAs).toBeNull();
    expect(again.roms().get('8')?.listedAs).toBe('c.sfc');
    again.close();

    const other = await openPublished(file, 'snesna', deps);
    expect([other.roms().size, other.screenshots().size]).toEqual([0, 0]);
    other.keepRom({ ...rom, listedAs: 'a.sfc' });
    const third = await openPublished(file, 'sfc', deps);
    third.listed([rom.id]);
    third.close();
    expect(other.roms().get(rom.id)?.listedAs).toBe('a.sfc');
    other.close();
    expect(query(file, 'SELECT system, typeof(size) AS type FROM published_roms ORDER BY system, gameid')).toEqual([
      { system: 'snes', type: 'text' },
      { system: 'snes', type: 'text' },
      { system: 'snes', type: 'text' },
      { system: 'snesna', type: 'text' },
    ]);
  });

  test('says what is wrong with a file that is not a database', async () => {
    const file = join(newFolder(), 'romflow-publish.db');
    writeFileSync(file, 'This is a text and no database, however long it is.'.repeat(20));
    await expect(openPublished(file, 'snes', deps)).rejects.toThrow(ArchiveError);
    expect(readFileSync(file, 'utf8')).toMatch(/^This is a text/);
  });
});

describe('readPublished', () => {
  test('reads, and leaves nothing behind', async () => {
    const folder = newFolder();
    const file = join(folder, 'romflow-publish.db');
    const published = await openPublished(file, 'snes', deps);
    published.keepRom(rom);
    published.close();
    const before = readFileSync(file);
    const view = readPublished(file, 'snes');
    expect(view.roms().get('36840')).toEqual(rom);
    view.close();
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['romflow-publish.db']);
  });

  test('finds nothing without a file, and makes none', () => {
    const file = join(newFolder(), 'romflow-publish.db');
    const view = readPublished(file, 'snes');
    expect([view.roms().size, view.screenshots().size]).toEqual([0, 0]);
    view.close();
    expect(existsSync(file)).toBe(false);
  });
});
