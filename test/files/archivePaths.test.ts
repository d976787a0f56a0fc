import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absolutePath,
  archivePaths,
  blobName,
  hackFileName,
  relativePath,
  romName,
  shakeName,
  zipName,
  zipVersion,
} from '../../src/files/archivePaths.js';
import { ARCHIVE_FOLDERS } from '../../src/model/archiveFolders.js';
import { ArchiveError } from '../../src/model/errors.js';

const root = resolve('some', 'archive');
const shake = 'f5wrpOiPgn1hYEVQdgWFPtc7gJP277yI';

test('the folders are below the root', () => {
  for (const folder of ARCHIVE_FOLDERS) expect(archivePaths(root)[folder]).toBe(join(root, folder));
});

test('paths in rows are relative with /, and resolve to the same file', () => {
  expect(relativePath(root, join(root, 'zips', '1.zip'))).toBe('zips/1.zip');
  expect(relativePath(root, resolve('some', 'zips', '1.zip'))).toBe('../zips/1.zip');
  expect(absolutePath(root, 'zips/1.zip')).toBe(join(root, 'zips', '1.zip'));
});

test('names follow the archive’s format', () => {
  expect(zipName('42', 1)).toBe('42.zip');
  expect(zipName('42', 3)).toBe('42_3.zip');
  expect(romName('42', shake)).toBe(`42_${shake}.sfc`);
  expect(hackFileName('42')).toBe('42');
  expect(shakeName(shake)).toBe(shake);
  expect(blobName('pblob_42_0123456789')).toBe('pblob_42_0123456789');
});

test('the version is parsed from the name of a ZIP, and not from that of any other file', () => {
  for (const version of [1, 2, 30, Number.MAX_SAFE_INTEGER]) {
    expect(zipVersion('42', zipName('42', version))).toBe(version);
  }
  const others = [
    '4.zip',
    '421.zip',
    '42_0.zip',
    '42_03.zip',
    '42_-1.zip',
    '42_9999999999999999.zip',
    '42.zip.part',
    '',
  ];
  expect(others.map((name) => zipVersion('42', name))).toEqual(others.map(() => null));
});

describe('rejected as a name', () => {
  test.each(['', '..', '../1', '1/2', '1\\2', '42.0', ' 42', '4２', '42\n', '1'.repeat(21), 'CON'])('id %j', (id) => {
    expect(() => zipName(id, 1)).toThrow(ArchiveError);
    expect(() => hackFileName(id)).toThrow(ArchiveError);
    expect(() => romName(id, shake)).toThrow(ArchiveError);
  });

  test.each([0, -1, 1.5, NaN, Infinity])('version %d', (version) => {
    expect(() => zipName('1', version)).toThrow(ArchiveError);
  });

  test('any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary', minLength: 32, maxLength: 32 })), (text) => {
        fc.pre(!/^[A-Za-z0-9_-]{32}$/.test(text) && !/^[pr]blob_[0-9]{1,20}_[0-9a-f]{10}$/.test(text));
        expect(() => shakeName(text)).toThrow(ArchiveError);
        expect(() => blobName(text)).toThrow(ArchiveError);
      }),
    );
  });
});
