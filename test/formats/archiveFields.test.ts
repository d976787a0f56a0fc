import { describe, expect, test } from 'vitest';
import {
  type ArchiveFields,
  contradictions,
  jsonText,
  knownArchiveFields,
  missingFields,
  parseJsonObject,
  readArchiveFields,
  readKeys,
  readSalts,
} from '../../src/formats/archiveFields.js';

const KEY_60 = 'cTRJbVduYkxhSmdhRkxtMzM2TXFoaTdSUnBoaFNMbWtDUFRsMWN6RUpOYz0=';
const KEY_44 = Buffer.from(KEY_60, 'base64').toString('latin1');
const words = (said: object): ArchiveFields => readArchiveFields(Object.fromEntries(Object.entries(said)));

describe('a JSON object', () => {
  test.each([
    ['one line', '{"id":"1"}'],
    ['pretty-printed', jsonText({ id: '1' })],
    ['a list of one', '[{"id":"1"}]'],
    ['what follows a byte order mark', '\ufeff{"id":"1"}'],
  ])('is read from %s', (_, text) => {
    expect(parseJsonObject(text)).toEqual({ id: '1' });
  });

  test.each(['', '{', 'null', '1', '"a"', '[]', '[{},{}]', '[1]', '<html>', '\0\0'])('is not %j', (text) => {
    expect(parseJsonObject(text)).toBeNull();
  });
});

describe('words', () => {
  test('must be text; anything else counts as unknown', () => {
    const read = words({ pat_sha1: 'a', pat_sha224: '', result_sha1: 7, rom: null, romblob_name: ['x'], other: 'b' });
    expect(knownArchiveFields(read)).toEqual({ pat_sha1: 'a' });
    expect(knownArchiveFields(readArchiveFields(null))).toEqual({});
  });

  test.each<[string, object, object, readonly string[]]>([
    ['the same', { pat_sha1: 'a' }, { pat_sha1: 'a' }, []],
    ['another hash', { pat_sha1: 'a', rom: 'rom/1_x.sfc' }, { pat_sha1: 'b' }, ['pat_sha1']],
    ['a hash in capitals', { pat_sha1: 'AB' }, { pat_sha1: 'ab' }, []],
    ['a name in capitals', { pat_shake_128: 'AB' }, { pat_shake_128: 'ab' }, ['pat_shake_128']],
    ['not said', {}, { pat_sha1: 'b' }, []],
    ['not known', { pat_sha1: 'a' }, {}, []],
    ['a key in the other spelling', { patchblob1_key: KEY_44 }, { patchblob1_key: KEY_60 }, []],
    ['another key', { patchblob1_key: `A${KEY_44.slice(1)}` }, { patchblob1_key: KEY_60 }, ['patchblob1_key']],
    ['no key at all', { patchblob1_key: 'x' }, { patchblob1_key: KEY_60 }, ['patchblob1_key']],
    [
      'a salt in the other alphabet',
      { romblob_salt: '++++++++++++++++++++++=='.replace(/^(.{21}).(.*)$/, '$1w$2') },
      { romblob_salt: '----------------------=='.replace(/^(.{21}).(.*)$/, '$1w$2') },
      [],
    ],
    ['a ROM of another game', { rom: 'rom/7_abc.sfc' }, { rom: 'rom/123_abc.sfc' }, []],
    ['another ROM', { rom: 'rom/7_abd.sfc' }, { rom: 'rom/7_abc.sfc' }, ['rom']],
    [
      'a path of another tool',
      { patch: '/home/x/a.bps', rom: 'out/a.sfc' },
      { patch: 'patch/a', rom: 'rom/1_a.sfc' },
      [],
    ],
    ['another patch', { patch: 'patch/b' }, { patch: 'patch/a' }, ['patch']],
  ])('agree or disagree: %s', (_, said, truth, wrong) => {
    expect(contradictions(words(said), words(truth))).toEqual(wrong);
  });

  test('that are known but not stated are missing', () => {
    expect(missingFields(words({ pat_sha1: 'a' }), words({ pat_sha1: 'b', pat_sha224: 'c' }))).toEqual(['pat_sha224']);
  });
});

test('valid keys and salts are read, each once', () => {
  expect(readKeys([null, KEY_60, 'nonsense', KEY_44, '']).map((key) => key.toString('hex'))).toEqual([
    Buffer.from(KEY_44, 'base64url').toString('hex'),
  ]);
  expect(readSalts([null, 'AAECAwQFBgcICQoLDA0ODw==', 'AAECAwQFBgcICQoLDA0ODw==', 'x'])).toHaveLength(1);
});
