import { describe, expect, test } from 'vitest';
import { makeBps } from '../../src/formats/makeBps.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { applyPatch, patchKind } from '../../src/formats/patch.js';
import { PatchError } from '../../src/model/errors.js';

const source = Buffer.from('some bytes');
const target = Buffer.from('same bytes');

describe('patchKind', () => {
  test.each([
    ['BPS1', 'bps'],
    ['BPS1 and more', 'bps'],
    ['PATCH', 'ips'],
    ['PATCHEOF', 'ips'],
    ['', null],
    ['BPS', null],
    ['BPS2', null],
    ['bps1', null],
    ['PATC', null],
    ['patch', null],
    ['UPS1', null],
    [' PATCH', null],
  ])('of "%s" is %s', (text, kind) => {
    expect(patchKind(Buffer.from(text))).toBe(kind);
  });
});

describe('applyPatch', () => {
  test.each([
    ['BPS', makeBps(source, target)],
    ['IPS', makeIps(source, target)],
  ])('applies %s', (_, patch) => {
    expect(applyPatch(patch, source).toString()).toBe('same bytes');
  });

  test('refuses anything else', () => {
    expect(() => applyPatch(Buffer.from('UPS1 is another format'), source)).toThrow(
      new PatchError('This file is neither a BPS nor an IPS patch.'),
    );
  });
});
