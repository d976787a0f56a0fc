import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMedia } from '../../../src/formats/media/chooseMedia.js';
import { MEDIA_KINDS, MEDIA_KIND_NAMES, type MediaKind } from '../../../src/model/mediaKind.js';
import type { Medium } from '../../../src/model/scrapedGame.js';
import { medium } from './samples.js';

const PREFERRED = ['us', 'wor', 'eu', 'jp'];

const chosen = (media: readonly Medium[], kind: MediaKind, rom: readonly string[] = []): Medium | undefined =>
  chooseMedia(media, [kind], rom, PREFERRED).get(kind);

const cover = (region: string | null, overrides: Partial<Medium> = {}): Medium =>
  medium('box-2D', { region, url: `cover-${String(region)}`, ...overrides });

describe('chooseMedia', () => {
  it.each([
    ['covers', 'box-2D'],
    ['screenshots', 'ss'],
    ['titlescreens', 'sstitle'],
    ['marquees', 'wheel'],
    ['3dboxes', 'box-3D'],
    ['backcovers', 'box-2D-back'],
    ['fanart', 'fanart'],
    ['miximages', 'mixrbv1'],
    ['physicalmedia', 'support-2D'],
  ] as const)('takes %s from %s', (kind, type) => {
    const offered = medium(type);
    expect([...chooseMedia([medium('other'), offered], MEDIA_KIND_NAMES, [], PREFERRED)]).toEqual([[kind, offered]]);
  });

  it('takes manuals and videos', () => {
    const [manual, video] = [medium('manuel', { format: 'pdf' }), medium('video', { format: 'mp4' })];
    expect(chooseMedia([manual, video], ['manuals', 'videos'], [], PREFERRED)).toEqual(
      new Map([
        ['manuals', manual],
        ['videos', video],
      ]),
    );
  });

  it.each([
    ['marquees', 'wheel-hd', 'wheel', 'png'],
    ['miximages', 'mixrbv2', 'mixrbv1', 'png'],
    ['videos', 'video-normalized', 'video', 'mp4'],
  ] as const)('prefers for %s the type %s to %s, in any order', (kind, better, worse, format) => {
    const [good, bad] = [medium(better, { format, region: 'jp' }), medium(worse, { format, region: 'us' })];
    expect(chosen([bad, good], kind)?.type).toBe(better);
    expect(chosen([good, bad], kind)?.type).toBe(better);
    expect(chosen([bad], kind)?.type).toBe(worse);
  });

  it.each<[string, (string | null)[], string[], string | null]>([
    ['a region of the ROM that is preferred, in preferred order', ['jp', 'us', 'eu'], ['jp', 'us'], 'us'],
    ['the preferred one that the ROM has', ['jp', 'eu'], ['jp', 'us'], 'jp'],
    ['another preferred one', ['eu', 'wor'], ['us'], 'wor'],
    ['the ROM’s, though others are preferred to it', ['us', 'eu'], ['eu'], 'eu'],
    ['a region of the ROM that is not preferred', ['br', 'kr'], ['kr'], 'kr'],
    ['else the first that is offered', ['br', 'kr'], ['us'], 'br'],
    ['one with a region before one without', [null, 'us'], ['us'], 'us'],
    ['one without a region, when it is the first', [null, 'kr'], ['us'], null],
  ])('takes %s', (_, regions, rom, expected) => {
    expect(
      chosen(
        regions.map((region) => cover(region)),
        'covers',
        rom,
      )?.region,
    ).toBe(expected);
  });

  it.each([
    ['fanart', 'fanart', 'png'],
    ['videos', 'video', 'mp4'],
  ] as const)('takes the first of %s, whatever its region', (kind, type, format) => {
    const [first, second] = [medium(type, { format, region: 'jp' }), medium(type, { format, region: 'us' })];
    expect(chosen([first, second], kind, ['us'])).toBe(first);
  });

  it.each([
    ['webp', 'box-2D', 'covers'],
    ['', 'box-2D', 'covers'],
    ['../png', 'box-2D', 'covers'],
    ['mp4', 'box-2D', 'covers'],
    ['webm', 'video', 'videos'],
    ['png', 'manuel', 'manuals'],
  ] as const)('skips a file of the format %j as %s', (format, type, kind) => {
    expect(chosen([medium(type, { format })], kind)).toBeUndefined();
  });

  it('skips a format that ES-DE does not read even if its region would be better', () => {
    expect(chosen([cover('us', { format: 'webp' }), cover('jp')], 'covers', ['us'])?.region).toBe('jp');
    expect(chosen([medium('wheel-hd', { format: 'svg' }), medium('wheel')], 'marquees')?.type).toBe('wheel');
  });

  it('recognizes the format in any case and under other names', () => {
    expect(chosen([cover('us', { format: 'PNG' })], 'covers')).toBeDefined();
    expect(chosen([cover('us', { format: 'jpeg' })], 'covers')).toBeDefined();
  });

  it('takes what belongs to something other than the game only if the game has nothing', () => {
    const publishers = cover('us', { parent: 'editeur' });
    expect(chosen([publishers, cover('jp')], 'covers', ['us'])?.region).toBe('jp');
    expect(chosen([publishers, cover('jp', { parent: null })], 'covers', ['us'])?.region).toBe('jp');
    expect(chosen([publishers], 'covers')).toBe(publishers);
    expect(chosen([medium('wheel-hd', { parent: 'editeur' }), medium('wheel')], 'marquees')?.type).toBe('wheel');
  });

  it('returns nothing that is not wanted', () => {
    expect(chooseMedia([medium('ss'), cover('us')], ['screenshots'], [], PREFERRED).has('covers')).toBe(false);
  });

  it('never prefers a worse type, nor a worse region of the same type', () => {
    const region = fc.constantFrom('us', 'eu', 'jp', 'kr', 'br');
    const type = fc.constantFrom(...MEDIA_KIND_NAMES.flatMap((kind) => MEDIA_KINDS[kind].types));
    const format = fc.constantFrom('png', 'jpg', 'mp4', 'pdf', 'webp');
    const offers = fc.array(fc.record({ type, region, format }).map((some) => medium(some.type, some)));
    fc.assert(
      fc.property(offers, fc.uniqueArray(region), fc.uniqueArray(region), (media, rom, preferred) => {
        for (const [kind, choice] of chooseMedia(media, MEDIA_KIND_NAMES, rom, preferred)) {
          const { types, regional } = MEDIA_KINDS[kind];
          const extensions = kind === 'videos' ? ['mp4'] : kind === 'manuals' ? ['pdf'] : ['png', 'jpg'];
          const rivals = media.filter((one) => types.includes(one.type) && extensions.includes(one.format));
          const rank = (one: Medium): number => {
            const name = one.region ?? '';
            const order: readonly string[] = [...preferred.filter((some) => rom.includes(some)), ...preferred, ...rom];
            const place = order.indexOf(name);
            return types.indexOf(one.type) * 100 + (regional ? (place < 0 ? 99 : place) : 0);
          };
          const best = rivals.reduce((least, one) => (rank(one) < rank(least) ? one : least));
          expect(choice).toBe(best);
        }
      }),
    );
  });
});
