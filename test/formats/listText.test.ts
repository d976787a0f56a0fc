import { expect, test } from 'vitest';
import { listText } from '../../src/formats/listText.js';

test.each([
  ['UTF-8', Buffer.from('Pokémon\n'), 'Pokémon\n'],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffPokémon'), 'Pokémon'],
  ['Latin-1', Buffer.from('Pokémon', 'latin1'), 'Pokémon'],
  ['nothing', Buffer.alloc(0), ''],
])('%s', (_what, bytes, text) => {
  expect(listText(bytes)).toBe(text);
});
