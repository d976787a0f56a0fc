import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ArchiveError } from '../../src/model/errors.js';
import type { ScrapedEntry } from '../../src/model/gamelist.js';
import type { MediaState } from '../../src/model/mediaState.js';
import { newFolder, planOf, query } from './archiveFolder.js';
import { DAY_MS, WEEK_MS, scrapeMemory } from './scrapeMemory.js';

const memory = scrapeMemory();

const ENTRY: ScrapedEntry = { path: './b.sfc', id: '1234', source: 'ScreenScraper.fr', name: 'B', rating: '0.9' };

describe('a hash', () => {
  const hashes = { size: 512, crc32: 'F007732D', md5: 'aa', sha1: 'bb' };

  it("is valid while the file's size and modification time are the same", () => {
    const mtimeMs = 1_700_000_000_123.4567;
    expect(memory.state.hashes.get('/roms/a.zip', 600, mtimeMs)).toBeNull();
    memory.state.hashes.put('/roms/a.zip', 600, mtimeMs, hashes);
    expect(memory.state.hashes.get('/roms/a.zip', 600, mtimeMs)).toEqual(hashes);
    expect(memory.state.hashes.get('/roms/a.zip', 601, mtimeMs)).toBeNull();
    expect(memory.state.hashes.get('/roms/a.zip', 600, mtimeMs + 0.001)).toBeNull();
    expect(memory.state.hashes.get('/roms/b.zip', 600, mtimeMs)).toBeNull();
  });

  it('is replaced by that of a newer file', () => {
    memory.state.hashes.put('/roms/a.zip', 600, 1, hashes);
    memory.state.hashes.put('/roms/a.zip', 600, 2, { ...hashes, sha1: 'cc' });
    expect(memory.state.hashes.get('/roms/a.zip', 600, 1)).toBeNull();
    expect(memory.state.hashes.get('/roms/a.zip', 600, 2)?.sha1).toBe('cc');
  });
});

describe('the outcome of a ROM', () => {
  const as = { game: '1234', content: 'sha1:aa', fields: ['name', 'desc'] } as const;
  const scraped = { outcome: 'scraped', ...as, detail: null } as const;

  it('is stored by system and path', () => {
    memory.state.roms.put('snes', './a.sfc', 'run-1', scraped);
    expect(memory.state.roms.get('snes', './a.sfc')).toEqual({
      outcome: 'scraped',
      detail: null,
      run: 'run-1',
      at: memory.now,
      scraped: as,
    });
    expect(memory.state.roms.get('nes', './a.sfc')).toBeNull();
    expect(memory.state.roms.get('snes', './b.sfc')).toBeNull();
  });

  it('keeps what the ROM was scraped as when it fails later', () => {
    memory.state.roms.put('snes', './a.sfc', 'run-1', scraped);
    memory.state.roms.put('snes', './a.sfc', 'run-2', { outcome: 'failed', detail: 'no connection' });
    expect(memory.state.roms.get('snes', './a.sfc')).toEqual({
      outcome: 'failed',
      detail: 'no connection',
      run: 'run-2',
      at: memory.now,
      scraped: as,
    });
    memory.state.roms.put('snes', './a.sfc', 'run-3', { ...scraped, game: '5', content: 'sha1:bb', fields: [] });
    expect(memory.state.roms.get('snes', './a.sfc')?.scraped).toEqual({ game: '5', content: 'sha1:bb', fields: [] });
  });

  it('may be one that was never scraped', () => {
    memory.state.roms.put('snes', './a.sfc', 'run-1', { outcome: 'picked-none', detail: null });
    expect(memory.state.roms.get('snes', './a.sfc')).toMatchObject({ outcome: 'picked-none', scraped: null });
  });

  it('includes its media, each kind in its last state', () => {
    const stored: MediaState = {
      status: 'stored',
      file: 'snes/covers/a.png',
      size: 1234,
      sha1: 'cc',
      type: 'box-2D',
      region: null,
    };
    const regional: MediaState = { ...stored, region: 'jp' };
    const failed: MediaState = { status: 'failed', reason: 'too small', lasting: true, at: memory.now - 5 };
    expect(memory.state.roms.mediaOf('snes', './a.sfc')).toEqual(new Map());
    memory.state.roms.putMedium('snes', './a.sfc', 'covers', failed);
    memory.state.roms.putMedium('snes', './a.sfc', 'covers', stored);
    memory.state.roms.putMedium('snes', './a.sfc', 'videos', { status: 'none' });
    memory.state.roms.putMedium('snes', './a.sfc', 'fanart', stored);
    memory.state.roms.putMedium('snes', './a.sfc', 'fanart', { ...failed, lasting: false });
    memory.state.roms.putMedium('snes', './a.sfc', 'screenshots', regional);
    memory.state.roms.putMedium('snes', './a.sfc', 'marquees', failed);
    memory.state.roms.putMedium('snes', './b.sfc', 'manuals', { status: 'none' });
    memory.state.roms.putMedium('nes', './a.sfc', 'manuals', { status: 'none' });
    expect(memory.state.roms.mediaOf('snes', './a.sfc')).toEqual(
      new Map<string, MediaState>([
        ['covers', stored],
        ['fanart', { ...failed, lasting: false }],
        ['marquees', failed],
        ['screenshots', regional],
        ['videos', { status: 'none' }],
      ]),
    );
  });
});

describe('a run', () => {
  const about = { mode: 'force', options: 'digest' };
  const scraped = { outcome: 'scraped', game: '1', content: 'x', fields: [], detail: null } as const;

  it('that was killed is resumed, and what it did counts as done', async () => {
    const first = memory.state.runs.begin(about);
    expect(first.startedAt).toBe(memory.now);
    memory.state.roms.put('snes', './a.sfc', first.id, scraped);
    memory.state.roms.put('snes', './b.sfc', first.id, { outcome: 'unmatched', detail: null });
    memory.state.roms.put('snes', './c.sfc', first.id, { outcome: 'failed', detail: 'no connection' });
    memory.now += DAY_MS;
    const next = await memory.open();
    const again = next.runs.begin(about);
    expect(again).toEqual(first);
    const done = ['./a.sfc', './b.sfc', './c.sfc', './d.sfc'].map((path) =>
      next.runs.doneInRun('snes', path, again.id),
    );
    expect(done).toEqual([true, true, false, false]);
    expect(next.runs.doneInRun('nes', './a.sfc', again.id)).toBe(false);
  });

  it.each(['paused', 'quota', 'failed'] as const)('that ended as %s is resumed', (outcome) => {
    const first = memory.state.runs.begin(about);
    memory.state.runs.finish(first.id, outcome);
    expect(memory.state.runs.begin(about)).toEqual(first);
  });

  it('that is complete is not resumed', () => {
    const first = memory.state.runs.begin(about);
    memory.state.roms.put('snes', './a.sfc', first.id, scraped);
    memory.state.runs.finish(first.id, 'complete');
    memory.now += 1;
    const second = memory.state.runs.begin(about);
    expect(second.startedAt).toBe(memory.now);
    expect(memory.state.runs.sameOptions(first.id, second.id)).toBe(true);
    expect(second.id).not.toBe(first.id);
    expect(memory.state.runs.doneInRun('snes', './a.sfc', second.id)).toBe(false);
    // Nor is the one before the last, even if it was paused.
    memory.state.runs.finish(first.id, 'paused');
    memory.state.runs.finish(second.id, 'complete');
    expect([first.id, second.id]).not.toContain(memory.state.runs.begin(about).id);
  });

  it.each([
    ['an hour', DAY_MS / 24],
    ['a year', 365 * DAY_MS],
  ])('is the last one that began, even if the clock was set back by %s', (_, aheadMs) => {
    memory.now += aheadMs;
    memory.state.runs.finish(memory.state.runs.begin(about).id, 'complete');
    memory.now -= aheadMs;
    const killed = memory.state.runs.begin(about);
    memory.state.roms.put('snes', './a.sfc', killed.id, scraped);
    memory.now += 1000;
    expect(memory.state.runs.begin(about)).toEqual(killed);
    memory.state.runs.finish(killed.id, 'complete');
    expect(memory.state.runs.begin(about).startedAt).toBe(memory.now);
  });

  it('that was killed in the far future, when the clock was wrong, is not resumed', () => {
    memory.now += 365 * DAY_MS;
    const ahead = memory.state.runs.begin(about);
    memory.now -= 365 * DAY_MS;
    expect(memory.state.runs.begin(about).id).not.toBe(ahead.id);
  });

  it('with another mode or other options is another run', () => {
    const first = memory.state.runs.begin(about);
    const others = [
      { ...about, mode: 'default' },
      { ...about, options: 'other' },
    ].map((other) => memory.state.runs.begin(other));
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(3);
    expect(others.map(({ id }) => memory.state.runs.sameOptions(first.id, id))).toEqual([true, false]);
    expect(memory.state.runs.begin(about)).toEqual(first);
  });

  it('that showed no sign of life for 7 days is started over; each ROM is a sign of life', () => {
    const other = memory.state.runs.begin({ ...about, options: 'other' });
    const first = memory.state.runs.begin(about);
    memory.now += WEEK_MS;
    memory.state.roms.put('snes', './a.sfc', first.id, scraped);
    memory.now += WEEK_MS;
    expect(memory.state.runs.begin({ ...about, options: 'other' }).id).not.toBe(other.id);
    expect(memory.state.runs.begin(about).id).toBe(first.id);
    memory.now += WEEK_MS + 1;
    expect(memory.state.runs.begin(about).id).not.toBe(first.id);
  });
});

describe('an entry', () => {
  it('is pending until its gamelist is written, even after a kill', async () => {
    const other: ScrapedEntry = { path: './a.sfc', id: null, source: 'ScreenScraper.fr' };
    memory.state.entries.put('snes', { ...ENTRY, name: 'an earlier one' });
    memory.state.entries.put('snes', ENTRY);
    memory.state.entries.put('snes', other);
    memory.state.entries.put('nes', other);
    const next = await memory.open();
    expect(next.entries.all('snes')).toStrictEqual([other, ENTRY]);
    next.entries.clear('snes', ['./b.sfc', './never.sfc']);
    expect(next.entries.all('snes')).toEqual([other]);
    next.entries.clear('snes', ['./a.sfc']);
    expect(next.entries.all('snes')).toEqual([]);
    expect(next.entries.all('nes')).toEqual([other]);
  });

  it('keeps all its fields', () => {
    const full: ScrapedEntry = {
      ...ENTRY,
      sortname: 's',
      desc: 'd',
      releasedate: 'r',
      developer: 'e',
      publisher: 'p',
      genre: 'g',
      players: '1',
    };
    memory.state.entries.put('snes', full);
    expect(memory.state.entries.all('snes')).toStrictEqual([full]);
  });
});

describe('the file', () => {
  it('holds only text, and is looked up by its keys', () => {
    memory.state.hashes.put('/a', 1, 2.5, { size: 3, crc32: 'F0', md5: 'm', sha1: 's' });
    memory.state.answers.put('4', '1', []);
    const { id } = memory.state.runs.begin({ mode: 'm', options: '5' });
    memory.state.roms.put('1', '2', id, { outcome: 'scraped', game: '7', content: '8', fields: ['9'], detail: null });
    memory.state.roms.putMedium('1', '2', 'covers', { status: 'failed', reason: '9', lasting: true, at: 1 });
    memory.state.entries.put('1', ENTRY);
    const tables = ['rom_hashes', 'scrape_answers', 'rom_states', 'rom_media', 'scrape_runs', 'pending_entries'];
    for (const table of tables) {
      const rows = query(memory.file, `SELECT * FROM ${table}`);
      expect(rows).toHaveLength(1);
      expect(Object.values(rows[0] ?? {}).filter((value) => value !== null && typeof value !== 'string')).toEqual([]);
    }
    const byKey = /^SEARCH \w+ USING (?:PRIMARY KEY|INDEX \w+) \(/;
    expect(planOf(memory.file, 'SELECT * FROM rom_hashes WHERE file = ?', 'a')).toMatch(byKey);
    for (const table of ['rom_states', 'rom_media', 'pending_entries']) {
      expect(planOf(memory.file, `SELECT * FROM ${table} WHERE system = ? AND path = ?`, 'a', 'b')).toMatch(byKey);
    }
    expect(planOf(memory.file, 'SELECT * FROM scrape_answers WHERE system = ? AND key = ?', 'a', 'b')).toMatch(byKey);
  });

  it('is left alone when it is opened again', async () => {
    memory.state.close();
    const before = readFileSync(memory.file);
    (await memory.open()).close();
    expect(readFileSync(memory.file).equals(before)).toBe(true);
    expect(readdirSync(join(memory.file, '..'))).toEqual(['romflow-scrape.db']);
  });

  it('of an older version gets what it lacks, after a backup, and loses nothing', async () => {
    memory.state.hashes.put('/a', 1, 1, { size: 3, crc32: 'F0', md5: 'm', sha1: 's' });
    memory.state.close();
    const db = new Database(memory.file);
    db.exec('DROP TABLE scrape_runs; ALTER TABLE rom_media DROP COLUMN lasting');
    db.close();
    const next = await memory.open();
    expect(next.hashes.get('/a', 1, 1)).not.toBeNull();
    next.runs.begin({ mode: 'a', options: 'b' });
    next.roms.putMedium('a', 'b', 'covers', { status: 'failed', reason: 'x', lasting: true, at: 1 });
    expect(readdirSync(join(memory.file, '..')).filter((name) => name.endsWith('.bak'))).toHaveLength(1);
  });

  it('that is not a database is reported in one sentence with what to do, and stays', async () => {
    memory.file = join(newFolder(), 'romflow-scrape.db');
    writeFileSync(memory.file, 'x'.repeat(5000));
    const opening = memory.open();
    await expect(opening).rejects.toThrow(ArchiveError);
    await expect(opening).rejects.toThrow(/romflow-scrape\.db.* is damaged: move it away/);
    expect(readFileSync(memory.file, 'utf8')).toBe('x'.repeat(5000));
  });

  it('with corrupt pages is reported likewise, before any row is read', async () => {
    memory.state.close();
    const bytes = readFileSync(memory.file);
    for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 600);
    writeFileSync(memory.file, bytes);
    await expect(memory.open()).rejects.toThrow(/romflow-scrape\.db.* is damaged: move it away/);
    expect(readFileSync(memory.file).equals(bytes)).toBe(true);
  });

  it('is rid of the unfinished backup of a killed run', async () => {
    memory.state.close();
    writeFileSync(`${memory.file}.2026-01-01T00-00-00.bak.romflow-tmp`, 'half');
    await memory.open();
    expect(readdirSync(join(memory.file, '..')).filter((name) => name.endsWith('.romflow-tmp'))).toEqual([]);
  });

  it('takes several writes at once, or none of them', () => {
    const { state } = memory;
    const write = (andThen: () => void) => () => {
      state.atOnce(() => {
        state.entries.put('snes', ENTRY);
        state.roms.put('snes', ENTRY.path, 'run-1', { outcome: 'unmatched', detail: null });
        andThen();
      });
    };
    expect(
      write(() => {
        throw new Error('in between');
      }),
    ).toThrow('in between');
    expect([state.entries.all('snes'), state.roms.get('snes', ENTRY.path)]).toEqual([[], null]);
    write(() => undefined)();
    expect(state.entries.all('snes')).toEqual([ENTRY]);
    expect(state.roms.get('snes', ENTRY.path)?.outcome).toBe('unmatched');
  });

  it('whose folder cannot be made is reported in one sentence', async () => {
    const blocked = join(newFolder(), 'file');
    writeFileSync(blocked, '');
    memory.file = join(blocked, 'romflow-scrape.db');
    await expect(memory.open()).rejects.toThrow(ArchiveError);
    expect(existsSync(memory.file)).toBe(false);
  });
});
