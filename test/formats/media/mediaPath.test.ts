import fc from 'fast-check';
import { posix } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { mediaFormat, mediaFormats } from '../../../src/formats/media/mediaFormats.js';
import { mediaPath } from '../../../src/formats/media/mediaPath.js';
import { RomError } from '../../../src/model/errors.js';

describe('mediaPath', () => {
  it.each([
    ['covers', 'Game (USA)', 'png', 'covers/Game (USA).png'],
    ['covers', 'sub/deep/Game (USA)', 'jpg', 'covers/sub/deep/Game (USA).jpg'],
    ['screenshots', 'Saga', 'png', 'screenshots/Saga.png'],
    ['screenshots', 'Orbit (Disc 1).cue', 'png', 'screenshots/Orbit (Disc 1).cue.png'],
    ['videos', '..name', 'mp4', 'videos/..name.mp4'],
    ['manuals', 'ポケモン', 'pdf', 'manuals/ポケモン.pdf'],
  ] as const)('puts %s of %s as %s at %s', (kind, stem, format, expected) => {
    expect(mediaPath(kind, stem, format)).toBe(expected);
  });

  it.each(['', '..', '../Game', 'a/../../Game', './Game', 'a//Game', '/etc/passwd', 'a\0b'])(
    'refuses the stem %j',
    (stem) => {
      expect(() => mediaPath('covers', stem, 'png')).toThrow(RomError);
    },
  );

  test('never leaves its folder', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '', 'a', '/', '\\')).map((parts) => parts.join('/')),
        (stem) => {
          try {
            expect(posix.normalize(mediaPath('covers', stem, 'png'))).toMatch(/^covers\/[^/]/);
          } catch (error) {
            expect(error).toBeInstanceOf(RomError);
          }
        },
      ),
    );
  });
});

describe('mediaFormat', () => {
  it.each([
    ['covers', 'PNG', 'png'],
    ['covers', '.jpg', 'jpg'],
    ['fanart', 'jpeg', 'jpg'],
    ['videos', 'MP4', 'mp4'],
    ['videos', 'm4v', 'mp4'],
    ['videos', 'wmv', 'wmv'],
    ['manuals', 'Pdf', 'pdf'],
    ['manuals', 'png', null],
    ['covers', 'mp4', null],
    ['covers', 'svg', null],
    ['covers', 'png/../../x', null],
    ['videos', 'webm', null],
    ['covers', 'toString', null],
  ] as const)('of %s, %j is %j', (kind, format, expected) => {
    expect(mediaFormat(kind, format)).toBe(expected);
  });

  it('looks for PNG and MP4 first, as ES-DE does', () => {
    expect(mediaFormats('covers')[0]).toBe('png');
    expect(mediaFormats('videos')[0]).toBe('mp4');
  });
});
