import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkMedium } from '../../../src/formats/media/checkMedium.js';
import { MediaError, TruncatedError } from '../../../src/model/errors.js';
import { MEDIA_KIND_NAMES } from '../../../src/model/mediaKind.js';
import type { ValidationMode } from '../../../src/model/mediaState.js';
import { MP4, PDF, WEBM, announced, jpeg, medium, png } from './samples.js';

const options = (mode: ValidationMode = 'normal') => ({ mode, minPixels: 50 });
const PICTURE = png(64, 50);
/** Where the pixel data of a JPEG begins. */
const SCAN = Buffer.from('ffda000c03010002110311003f00d2cf20', 'hex');

describe.each(['normal', 'strict'] as const)('a medium in mode %s', (mode) => {
  it.each([
    ['a PNG', 'covers', PICTURE, 'png', 'png'],
    ['a JPEG', 'covers', jpeg(64, 50), 'jpeg', 'jpg'],
    ['a JPEG that is called a PNG', 'covers', jpeg(64, 50), 'png', 'jpg'],
    ['a video', 'videos', MP4, 'mp4', 'mp4'],
    ['a manual', 'manuals', PDF, 'pdf', 'pdf'],
  ] as const)('that is %s is stored under its true extension', async (_, kind, bytes, format, expected) => {
    expect(await checkMedium(bytes, announced('x', bytes, { format }), kind, options(mode))).toBe(expected);
  });

  it.each([
    ['crc32', { crc32: '00000000' }],
    ['md5', { md5: 'd41d8cd98f00b204e9800998ecf8427e' }],
    ['sha1', { sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }],
    ['bytes', { size: PICTURE.length + 1 }],
  ])('whose %s differs from the announced one is refused, with a message that says so', async (what, lie) => {
    const checked = checkMedium(PICTURE, announced('x', PICTURE, lie), 'covers', options(mode));
    await expect(checked).rejects.toThrow(MediaError);
    await expect(checked).rejects.toThrow(what);
  });

  it('that was truncated is refused', async () => {
    const checked = checkMedium(PICTURE.subarray(0, 40), announced('x', PICTURE), 'covers', options(mode));
    await expect(checked).rejects.toThrow(`40 bytes instead of the ${PICTURE.length}`);
  });

  it.each([
    ['a web page', Buffer.from('<!DOCTYPE html><p>Erreur de login ßé'), /web page/],
    ['the text for none', Buffer.from('NOMEDIA\n'), /does not have this medium/],
    ['another text', Buffer.from('API fermé pour les non membres', 'latin1'), /sent text/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['a video', MP4, /does not read mp4 as covers/],
    ['noise', Buffer.from('0001020304050607', 'hex'), /unknown format/],
    ['no more than the beginning of a picture', PICTURE.subarray(0, 12), /covers|damaged/],
    ['low', png(64, 49), /64 × 49/],
    ['narrow', png(49, 64), /49 × 64/],
    ['low, as a JPEG', jpeg(64, 1), /64 × 1 /],
  ])('that is %s is not a picture', async (_, bytes, complaint) => {
    const checked = checkMedium(bytes, medium('box-2D'), 'covers', options(mode));
    await expect(checked).rejects.toThrow(MediaError);
    await expect(checked).rejects.toThrow(complaint);
  });
});

describe('a medium', () => {
  it('in a format that ES-DE does not read is refused', async () => {
    await expect(checkMedium(WEBM, medium('video', { format: 'mp4' }), 'videos', options())).rejects.toThrow(
      'ES-DE does not read webm as videos',
    );
  });

  it('of which nothing was announced is recognized by its content alone', async () => {
    expect(await checkMedium(PICTURE, medium('box-2D', { format: 'jpg' }), 'covers', options())).toBe('png');
  });

  it.each([
    ['a PNG', png(320, 240).subarray(0, -12)],
    ['a JPEG', jpeg(320, 240).subarray(0, -2)],
    ['a JPEG behind its whole thumbnail', Buffer.concat([jpeg(320, 240), SCAN])],
  ])('without announced facts is refused as truncated if it is %s without its end', async (_, bytes) => {
    const checked = checkMedium(bytes, medium('ss'), 'screenshots', options());
    await expect(checked).rejects.toThrow(TruncatedError);
    await expect(checked).rejects.toThrow(/end of the picture is missing/);
    expect(await checkMedium(bytes, announced('ss', bytes), 'screenshots', options())).toMatch(/png|jpg/);
  });

  it('is complete with something after its end', async () => {
    const padded = Buffer.concat([jpeg(320, 240), Buffer.alloc(40)]);
    expect(await checkMedium(padded, medium('ss'), 'screenshots', options())).toBe('jpg');
  });

  it('is compared with hashes however they are written', async () => {
    const manuals = Array.from({ length: 200 }, (_, number) => Buffer.concat([PDF, Buffer.from([number])]));
    const manual = manuals.find((bytes) => announced('x', bytes).crc32?.startsWith('0')) ?? expect.fail('none');
    const { crc32, sha1 } = announced('x', manual);
    const spelled = medium('x', { crc32: (crc32 ?? '').slice(1).toUpperCase(), sha1: (sha1 ?? '').toUpperCase() });
    expect(await checkMedium(manual, spelled, 'manuals', options())).toBe('pdf');
  });

  it('larger than a chunk is hashed as a whole', async () => {
    const large = Buffer.concat([PDF, Buffer.alloc(3_000_000, 7)]);
    expect(await checkMedium(large, announced('x', large), 'manuals', options())).toBe('pdf');
    const other = Buffer.from(large);
    other[2_900_000] = 8;
    await expect(checkMedium(other, announced('x', large), 'manuals', options())).rejects.toThrow('crc32');
  });

  it('does not repeat what a text says, which may contain a password', async () => {
    const checked = checkMedium(Buffer.from('jeuInfos?sspassword=hunter2'), medium('x'), 'covers', options());
    await expect(checked).rejects.toThrow(/^The site sent text instead of a medium\.$/);
  });
});

describe('a medium in mode disabled', () => {
  it('is accepted as announced', async () => {
    const lie = announced('x', MP4, { format: 'JPEG' });
    expect(await checkMedium(png(1, 1), lie, 'covers', options('disabled'))).toBe('jpg');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a web page', Buffer.from('<html>')],
    ['NOMEDIA', Buffer.from('NOMEDIA')],
  ])('is refused if it is %s', async (_, bytes) => {
    await expect(checkMedium(bytes, medium('x'), 'covers', options('disabled'))).rejects.toThrow(MediaError);
  });

  it('is refused when nothing could read it', async () => {
    await expect(checkMedium(MP4, medium('x', { format: 'exe' }), 'videos', options('disabled'))).rejects.toThrow(
      MediaError,
    );
  });
});

test('any input is a medium or a MediaError', async () => {
  const kind = fc.constantFrom(...MEDIA_KIND_NAMES);
  const head = fc.constantFrom(PICTURE, jpeg(60, 60), MP4, WEBM, PDF, Buffer.from('RIFF'), Buffer.alloc(0));
  await fc.assert(
    fc.asyncProperty(head, fc.nat(80), fc.uint8Array({ maxLength: 200 }), kind, async (start, cut, rest, some) => {
      const bytes = Buffer.concat([start.subarray(0, cut), rest]);
      try {
        expect(await checkMedium(bytes, medium('x'), some, options())).toMatch(/^\w{3}$/);
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }),
    { numRuns: 500 },
  );
});
