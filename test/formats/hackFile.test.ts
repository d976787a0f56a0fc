import { describe, expect, test } from 'vitest';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { parseHackFile, readHackFile } from '../../src/formats/hackFile.js';
import { hackJson } from '../../src/formats/metaFiles.js';
import { RecordError } from '../../src/model/errors.js';
import type { JsonObject } from '../../src/model/game.js';
import { RAW, oldHack } from '../oldHack.js';
import { appliedPatch } from '../samples.js';
import { goldenSite } from '../site/goldenSite.js';

const json = (overrides: JsonObject = {}): string => JSON.stringify(oldHack('31000', RAW, overrides));

test.each([
  ['one line', (hack: unknown) => JSON.stringify(hack)],
  ['indented', (hack: unknown) => JSON.stringify(hack, null, 4)],
  ['a list of one', (hack: unknown) => JSON.stringify([hack])],
  ['an indented list of one', (hack: unknown) => `\n${JSON.stringify([hack], null, 2)}\n`],
])('%s is parsed', (_, write) => {
  const hack = oldHack('31000', RAW, { legacy_type: 'Kaizo: Hard', patch_filename: 'a.bps' });
  const { record, words, legacyType, patchFilename } = parseHackFile('31000', write(hack));
  expect(record).toMatchObject({ id: '31000', name: 'Hack 31000 & more', raw: hack });
  expect(record.columns).toMatchObject({ author: 'maker', added: '2023-11-14 22:13:20', gametype: 'Kaizo' });
  expect(words).toMatchObject({ patchblob1_name: RAW, pat_sha224: hack.pat_sha224, romblob_name: null, rom: null });
  expect([legacyType, patchFilename]).toEqual(['Kaizo: Hard', 'a.bps']);
});

test('what the update course writes is read back as the same record', () => {
  const names = { ...oldHack('1', RAW), romblob_name: null, romblob_salt: null };
  const words = parseHackFile('1', JSON.stringify({ ...names })).words;
  for (const { record } of goldenSite().games) {
    const original = parseGameRecord(record);
    const { id } = original;
    const patch = {
      ...appliedPatch('a.bps'),
      digests: digestsOf('a'),
      outcome: { ...appliedPatch('a').outcome, rom: digestsOf('b') },
    };
    const at = { patch: 'patch/x', rom: 'rom/x' };
    const { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_name, romblob_salt } = words;
    const known = { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_name, romblob_salt };
    const again = parseHackFile(id, JSON.stringify(hackJson(original, patch, at, known)));
    expect(again.record.columns).toEqual(original.columns);
    expect(again.words).toMatchObject({ pat_sha1: 'a'.repeat(40), result_shake1: 'b'.repeat(32), patchblob1_name });
  }
});

const digestsOf = (letter: string): { sha1: string; sha224: string; shake128: string } => ({
  sha1: letter.repeat(40),
  sha224: letter.repeat(56),
  shake128: letter.repeat(32),
});

test('null and empty words count as unknown, and hexadecimal words are lower-cased', () => {
  const hack = json({
    pat_sha224: 'AB'.repeat(28),
    pat_sha1: '',
    result_sha1: null,
    patch: 7,
    romblob_salt: undefined,
  });
  expect(parseHackFile('31000', hack).words).toMatchObject({
    pat_sha224: 'ab'.repeat(28),
    pat_sha1: null,
    result_sha1: null,
    patch: '7',
    romblob_salt: null,
  });
});

test('an id may be text, a number, or a number as a database stores it as text', () => {
  for (const id of ['31000', 31000, '31000.0']) expect(parseHackFile('31000', json({ id })).record.id).toBe('31000');
});

test('a curator’s word must be text, and nothing else counts as one', () => {
  expect(parseHackFile('31000', json({ legacy_type: '' })).legacyType).toBeNull();
  expect(parseHackFile('31000', json({ legacy_type: ['a'] })).legacyType).toBeNull();
  expect(parseHackFile('31000', json()).legacyType).toBeNull();
});

describe('a file that is not a hack’s JSON is a RecordError', () => {
  test.each([
    ['no JSON', '{"id": 31000', /neither a JSON object nor a list of one/],
    ['an empty file', '', /neither a JSON object nor a list of one/],
    ['a text', '"31000"', /neither a JSON object nor a list of one/],
    ['a list of two', '[{"id":31000},{"id":31000}]', /neither a JSON object nor a list of one/],
    ['an empty list', '[]', /neither a JSON object nor a list of one/],
    ['without an id', JSON.stringify({ name: 'x' }), /no id/],
    ['with an id that is null', JSON.stringify({ id: null, name: 'x' }), /no id/],
    ['about another hack', JSON.stringify({ id: 31001, name: 'x' }), /^Its id is "31001", not the one in its name/],
    [
      'with zeros before the id',
      JSON.stringify({ id: '031000', name: 'x' }),
      /^Its id is "031000", not the one in its name/,
    ],
    ['without a name', JSON.stringify({ id: 31000 }), /no name/],
  ])('%s', (_, text, message) => {
    expect(() => parseHackFile('31000', text)).toThrow(RecordError);
    expect(() => parseHackFile('31000', text)).toThrow(message);
  });

  test.each([
    ['pat_sha224', 'a'.repeat(55)],
    ['pat_sha224', 5],
    ['pat_sha1', 'g'.repeat(40)],
    ['pat_shake_128', '+'.repeat(32)],
    ['result_sha224', `${'a'.repeat(56)}\n`],
    ['result_sha1', ['a'.repeat(40)]],
    ['result_shake1', 'short'],
    ['patchblob1_name', '../../etc/passwd'],
    ['patchblob1_name', 'rblob_31000_0123456789'],
    ['patchblob1_key', 'not a key'],
    ['patchblob1_sha224', true],
    ['romblob_salt', 'AAAA'],
    ['romblob_name', 'pblob_31000_0123456789'],
  ])('with an invalid %s: %j', (word, value) => {
    expect(() => parseHackFile('31000', json({ [word]: value }))).toThrow(RecordError);
    expect(() => parseHackFile('31000', json({ [word]: value }))).toThrow(`Its ${word} is not valid.`);
  });

  test('with several invalid words: each is named', () => {
    expect(() => parseHackFile('31000', json({ pat_sha1: 'x', romblob_salt: 'y' }))).toThrow(
      'Its pat_sha1, romblob_salt are not valid.',
    );
  });
});

test('bytes must be UTF-8, with or without a byte order mark', () => {
  const text = json({ name: 'Märio' });
  expect(readHackFile('31000', Buffer.from(text)).record.name).toBe('Märio');
  expect(readHackFile('31000', Buffer.from(`\ufeff${text}`)).record.name).toBe('Märio');
  expect(() => readHackFile('31000', Buffer.from(text, 'latin1'))).toThrow(/not UTF-8 text/);
});
