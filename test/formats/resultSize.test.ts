import { expect, test } from 'vitest';
import { MAX_RESULT_BYTES, checkResultSize } from '../../src/formats/resultSize.js';
import { PatchError } from '../../src/model/errors.js';

test('16 MiB are allowed, and one byte more is not, however large a patch declares itself', () => {
  expect(MAX_RESULT_BYTES).toBe(16_777_216);
  const check = (bytes: number) => (): void => {
    checkResultSize(bytes);
  };
  for (const bytes of [0, 1, 16_777_216]) expect(check(bytes)).not.toThrow();
  for (const bytes of [16_777_217, 2 ** 40, Infinity]) expect(check(bytes)).toThrow(PatchError);
});
