import { expect, test } from 'vitest';
import { listPlace, placeText } from '../../../src/dashboard/api/places.js';
import type { ListPlace } from '../../../src/model/listPlace.js';

test.each<[text: string, place: ListPlace]>([
  ['first', 'first'],
  ['last', 'last'],
  ['after:7', { after: { id: '7', value: null } }],
  ['after:7:', { after: { id: '7', value: '' } }],
  ['before:12:A: 100 %\n', { before: { id: '12', value: 'A: 100 %\n' } }],
])('%j is a valid page', (text, place) => {
  expect(listPlace.parse(text)).toEqual(place);
  expect(placeText(place)).toBe(text);
});

test.each([
  '',
  '2',
  'after',
  'after:',
  'after:x',
  'after:1e3',
  'behind:7',
  'after:12345678901234567890',
  ' first',
  'first\n',
  `after:1:${'x'.repeat(4000)}`,
])('%j is invalid, and the message says so in one sentence', (text) => {
  expect(listPlace.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
    'this is not a page of a list; leave it out for the first page, or use a value that an answer gave as "previous" or "next"',
  ]);
});

test('no page stays null', () => {
  expect(placeText(null)).toBeNull();
});
