import { expect, test } from 'vitest';
import { laterDiscs } from '../../src/formats/laterDiscs.js';

test.each([
  ['a set', ['Saga (Disc 1)', 'Saga (Disc 2)', 'Saga (Disc 10)'], ['Saga (Disc 2)', 'Saga (Disc 10)']],
  ['letters', ['Saga (Disk A)', 'Saga (Disk B)'], ['Saga (Disk B)']],
  ['of how many', ['Saga (USA) (Disc 1 of 2)', 'Saga (USA) (Disc 2 of 2)'], ['Saga (USA) (Disc 2 of 2)']],
  ['without a blank, in lower case', ['saga (cd1)', 'Saga (CD2)'], ['Saga (CD2)']],
  ['a set without its first disc', ['Saga (Disc 2)', 'Saga (Disc 3)'], []],
  ['another game', ['Saga (Disc 1)', 'Epic (Disc 2)'], []],
  ['another folder', ['a/Saga (Disc 1)', 'b/Saga (Disc 2)'], []],
  ['another region', ['Saga (USA) (Disc 1)', 'Saga (Japan) (Disc 2)'], []],
  ['names of no disc', ['Saga', 'Disc 2', 'Saga (Disco 2)', 'Saga (Side 2)'], []],
  ['nothing', [], []],
])('%s', (_what, names, later) => {
  expect([...laterDiscs(names)]).toEqual(later);
});
