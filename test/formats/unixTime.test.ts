import { expect, test } from 'vitest';
import { unixTime } from '../../src/formats/unixTime.js';

test.each([
  ['1700000000', '2023-11-14T22:13:20.000Z'],
  ['1700000000.0', '2023-11-14T22:13:20.000Z'],
  ['253402214400', '9999-12-31T00:00:00.000Z'],
  ['253402214401', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [null, undefined],
])('%j is %s', (text, time) => {
  expect(unixTime(text)?.toISOString()).toBe(time);
});
