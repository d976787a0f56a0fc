import { expect, test } from 'vitest';
import { digests } from '../../src/formats/hashes.js';
import { romAgreement } from '../../src/formats/romAgreement.js';

const rom = Buffer.from('a ROM');
const { sha1, sha224, shake128 } = digests(rom);
const row = { result_sha1: sha1, result_sha224: sha224, result_shake1: shake128 };
const nothing = { result_sha1: '', result_sha224: null, result_shake1: '' };

test.each([
  ['all three hashes', row, 'same'],
  ['upper-case hex', { ...row, result_sha1: sha1.toUpperCase(), result_sha224: sha224.toUpperCase() }, 'same'],
  ['one hash alone', { ...nothing, result_shake1: shake128 }, 'same'],
  ['another sha1', { ...row, result_sha1: sha224 }, 'different'],
  ['another sha224', { ...row, result_sha224: 'x' }, 'different'],
  ['another shake1', { ...nothing, result_shake1: shake128.toLowerCase() }, 'different'],
  ['no hash', nothing, 'unknown'],
] as const)('%s: %s', (_, recorded, agreement) => {
  expect(romAgreement(rom, recorded)).toBe(agreement);
});
