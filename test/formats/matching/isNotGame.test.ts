import { describe, expect, it } from 'vitest';
import { isNotGame } from '../../../src/formats/matching/isNotGame.js';

describe('isNotGame', () => {
  it.each([
    ['ZZZ(notgame):Demo', true],
    ['zzz(NotGame):BIOS', true],
    ['ZZZ (notgame) Tool', true],
    ['Game', false],
    ['Pizzazz(notgame)', false],
  ])('of %s is %s', (text, expected) => {
    expect(
      isNotGame({
        notGame: false,
        names: [
          { region: 'us', text: 'Other' },
          { region: null, text },
        ],
      }),
    ).toBe(expected);
  });

  it('trusts the site', () => {
    expect(isNotGame({ notGame: true, names: [] })).toBe(true);
  });
});
