import { expect, test } from 'vitest';
import { recordImages } from '../../src/formats/recordImages.js';

test.each([
  [{ images: ['//dl.smwcentral.net/image/1.png', ''] }, ['//dl.smwcentral.net/image/1.png', '']],
  [{ images: [] }, []],
  [{ images: ['//dl.smwcentral.net/image/1.png', 2] }, []],
  [{ images: 'https://dl.smwcentral.net/image/1.png' }, []],
  [{ images: null }, []],
  [{}, []],
  [null, []],
])('of %j', (record, images) => {
  expect(recordImages(record)).toEqual(images);
});
