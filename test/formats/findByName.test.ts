import { expect, test } from 'vitest';
import { findByName, type NamedHack } from '../../src/formats/findByName.js';

const hack = (id: string, name: string): NamedHack => ({ id, name });
const hacks = [
  hack('1', 'Sky Rails'),
  hack('2', 'Sky Rails'),
  hack('3', 'Sky'),
  hack('4', 'Salt &amp; Pepper'),
  hack('5', 'Étoile  Noire'),
  hack('6', 'Renamed'),
  hack('6', 'Its First Name'),
];
const ids = (found: readonly NamedHack[]) => found.map(({ id }) => id);

test.each([
  ['sky', '3', 'the whole name comes before a part of others'],
  ['SKY', '3', 'in any case'],
  ['salt & pepper', '4', 'entities are what they stand for'],
  ['e\u0301TOILE noire', '5', 'accents, however they are typed, and any space'],
  ['pepper', '4', 'a part that no other has'],
  ['its first', '6', 'a name that it had'],
  [' renamed ', '6', 'spaces around it are nothing'],
])('%j finds %s: %s', (wanted, id) => {
  const found = findByName(wanted, hacks);
  expect(found.is === 'one' && found.hack.id).toBe(id);
});

test.each([
  ['sky rails', ['1', '2']],
  ['rail', ['1', '2']],
  ['s', ['1', '2', '3', '4', '6']],
])('%j matches several, each once', (wanted, expected) => {
  const found = findByName(wanted, hacks);
  expect(found.is === 'several' && ids(found.hacks)).toEqual(expected);
});

test('without a match, returns the nearest names, each hack once, five at most', () => {
  const found = findByName('Renamde', hacks);
  if (found.is !== 'none') return expect.fail(found.is);
  expect(found.nearest[0]).toEqual(hack('6', 'Renamed'));
  expect(found.nearest).toHaveLength(5);
  expect(new Set(ids(found.nearest)).size).toBe(5);
  expect(findByName('x', [])).toEqual({ is: 'none', nearest: [] });
});

test('a name with endless combining marks is matched at once', () => {
  const name = `Sky${'\u0301\u0316'.repeat(150_000)}`;
  expect(findByName(name.toLowerCase(), [...hacks, hack('7', name)])).toEqual({ is: 'one', hack: hack('7', name) });
});
