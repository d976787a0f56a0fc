import { describe, expect, it } from 'vitest';
import { mediaKindsOf } from '../../../src/formats/media/mediaKindsOf.js';
import { MEDIA_KIND_NAMES } from '../../../src/model/mediaKind.js';

describe('mediaKindsOf', () => {
  it('knows the names of ES-DE’s folders', () => {
    expect(mediaKindsOf(MEDIA_KIND_NAMES)).toEqual({ kinds: MEDIA_KIND_NAMES, unknown: [] });
  });

  it.each([
    ['box-2D', 'covers'],
    ['ss', 'screenshots'],
    ['sstitle', 'titlescreens'],
    ['wheel', 'marquees'],
    ['wheel-hd', 'marquees'],
    ['box-3D', '3dboxes'],
    ['box-2D-back', 'backcovers'],
    ['manuel', 'manuals'],
    ['mixrbv1', 'miximages'],
    ['support-2D', 'physicalmedia'],
    ['video-normalized', 'videos'],
    [' Box-2d ', 'covers'],
  ])('maps ScreenScraper’s %s to %s', (name, kind) => {
    expect(mediaKindsOf([name])).toEqual({ kinds: [kind], unknown: [] });
  });

  it('keeps the order and lists each kind once', () => {
    expect(mediaKindsOf(['ss', 'covers', 'box-2D', 'screenshots']).kinds).toEqual(['screenshots', 'covers']);
  });

  it('reports what it does not know, and what is most similar', () => {
    expect(mediaKindsOf(['cover', 'ss', 'box-2E'])).toEqual({
      kinds: ['screenshots'],
      unknown: [
        { name: 'cover', nearest: 'covers' },
        { name: 'box-2E', nearest: 'box-2D' },
      ],
    });
  });
});
