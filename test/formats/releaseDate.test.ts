import { describe, expect, it } from 'vitest';
import { releaseDate } from '../../src/formats/releaseDate.js';

describe('releaseDate', () => {
  it.each([
    ['1990-05-06', '19900506T000000'],
    ['1990-05', '19900501T000000'],
    ['1990', '19900101T000000'],
    ['1992-02-29', '19920229T000000'],
    [' 1990 ', '19900101T000000'],
    ['1991-02-29', null],
    ['1990-13', null],
    ['1990-00-00', null],
    ['1990-04-31', null],
    ['0000-01-01', null],
    ['90-05-06', null],
    ['1990-05-06T00:00', null],
    ['06/05/1990', null],
    ['', null],
  ])('of “%s” is %j', (date, text) => {
    expect(releaseDate(date)).toBe(text);
  });
});
