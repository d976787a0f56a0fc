import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBps } from '../../src/formats/bps.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { PatchError } from '../../src/model/errors.js';
import { referenceBps } from './bpsReference.js';
import { romPair } from './patchArbitraries.js';

const MIB = 1024 * 1024;

describe('makeBps', () => {
  test('makes a patch that yields the target, whatever it is', () => {
    fc.assert(
      fc.property(romPair, ({ source, target }) => {
        const patch = makeBps(source, target);
        expect(applyBps(patch, source).equals(target)).toBe(true);
        expect(referenceBps(patch.subarray(0, -12), source)?.equals(target)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['nothing from nothing', '', ''],
    ['nothing from something', 'abc', ''],
    ['something from nothing', '', 'abc'],
    ['the same', 'abc', 'abc'],
    ['one last byte in common', 'abc', 'xyc'],
  ])('%s', (_, source, target) => {
    const patch = makeBps(Buffer.from(source), Buffer.from(target));
    expect(applyBps(patch, Buffer.from(source)).toString()).toBe(target);
  });

  test('encodes unchanged and repeated bytes compactly', () => {
    const source = Buffer.alloc(MIB, 'base');
    const target = Buffer.concat([source, Buffer.alloc(MIB, 0xff)]);
    target.write('changed', 1000);
    expect(makeBps(source, target).length).toBeLessThan(64);
  });

  test('embeds metadata, which has no effect on the result', () => {
    const source = Buffer.from('abc');
    const patch = makeBps(source, Buffer.from('abcd'), '<é/>');
    expect(patch.includes('<é/>')).toBe(true);
    expect(applyBps(patch, source).toString()).toBe('abcd');
  });

  test('refuses a target over 16 MiB', () => {
    expect(() => makeBps(Buffer.alloc(0), Buffer.alloc(16 * MIB + 1))).toThrow(PatchError);
  });
});
