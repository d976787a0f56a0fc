import { describe, expect, it } from 'vitest';
import { sortName } from '../../src/formats/sortName.js';

describe('sortName', () => {
  it.each([
    ['The Legend of Zelda', 'Legend of Zelda, The'],
    ['A Link to the Past', 'Link to the Past, A'],
    ['An American Tail', 'American Tail, An'],
    ['THE KING', 'KING, THE'],
    ['Super Mario Bros', null],
    ['The', null],
    ['The ', null],
    ['Theatre', null],
    ['A-Train', null],
    ['', null],
  ])('of “%s” is %j', (name, sorted) => {
    expect(sortName(name)).toBe(sorted);
  });
});
