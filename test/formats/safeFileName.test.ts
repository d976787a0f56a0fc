import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeFileName } from '../../src/formats/safeFileName.js';

const ID = '12345';

/** What bad names are made of. */
const PARTS = ' . / \\ : * ? " < > | _ - \u0000 \u202e \u0301 con NUL e lpt1 \ud800 \u1100'.split(' ').concat(' ');

describe('a file named after a hack', () => {
  test.each([
    ['Cookie Kingdom', 'Cookie Kingdom.sfc', 'keeps its name'],
    ['Luciérnagas ☆ 夜のパレード 🍄', 'Luciérnagas ☆ 夜のパレード 🍄.sfc', 'in any script'],
    ['Cafe\u0301', 'Caf\u00e9.sfc', 'composed'],
    ['VIP/Wall\\Mix: "Part" <2>|3*?', 'VIP_Wall_Mix_ _Part_ _2__3__.sfc', 'without what is reserved'],
    ['../../etc/passwd', '_.._etc_passwd.sfc', 'without a way out of the folder'],
    ['a\u0000b\tc\r\nd\u2028e\u00a0f', 'a b c d e f.sfc', 'on one line'],
    ['abc\u202egnp.exe', 'abcgnp.exe.sfc', 'read as it stands'],
    ['zero\u200bwidth', 'zerowidth.sfc', 'without what nobody sees'],
    ['...hidden. . .', 'hidden.sfc', 'without dots and spaces at its ends'],
    ['CON', '_CON.sfc', 'not a device'],
    ['nul.txt', '_nul.txt.sfc', 'not a device with an extension'],
    ['Aux .', '_Aux.sfc', 'not a device with a dot'],
    ['com¹', '_com¹.sfc', 'not a device with a small digit'],
    ['LPT9', '_LPT9.sfc', 'not a printer'],
    ['COM10', 'COM10.sfc', 'but what only begins like a device'],
    ['Console', 'Console.sfc', 'but what only begins like a device'],
    ['', '12345.sfc', 'after its id when it has none'],
    ['???', '12345.sfc', 'after its id when nothing can be read'],
    [' . ', '12345.sfc', 'after its id when nothing is left'],
    ['\ud800', '12345.sfc', 'after its id when it is no text'],
    ['x'.repeat(300), `${'x'.repeat(136)}.sfc`, 'of a length that any file system takes'],
    ['夜'.repeat(300), `${'夜'.repeat(45)}.sfc`, 'cut between characters'],
    [`x${'. '.repeat(300_000)}x`, 'x.sfc', 'at once, however many dots there are'],
    [`${'x'.repeat(135)}. tail`, `${'x'.repeat(135)}.sfc`, 'without a dot at the cut'],
  ])('%j is %j: %s', (name, file) => {
    expect(safeFileName(name, ID, '.sfc')).toBe(file);
  });

  test('is found at once, however many marks a letter has', () => {
    const [below, above] = ['\u0316'.repeat(15), '\u0301'.repeat(15)];
    expect(safeFileName(`a${'\u0301\u0316'.repeat(80_000)}`, ID, '.sfc')).toBe(
      `á${below}${above.slice(1)}\u034f${below}${above}\u034f${below.slice(0, 6)}.sfc`,
    );
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.array(fc.constantFrom(...PARTS), { maxLength: 80 }).map((parts) => parts.join('')),
  );

  test('is valid in any folder of any system, whatever the hack is called', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('.sfc', '.bps', '.ips'), (name, extension) => {
        const file = safeFileName(name, ID, extension);
        const stem = file.slice(0, -extension.length);
        expect(file.endsWith(extension)).toBe(true);
        expect(Buffer.byteLength(file)).toBeLessThanOrEqual(140);
        expect(file).toBe(file.normalize('NFC'));
        expect(Buffer.from(file).toString()).toBe(file);
        expect(file).not.toMatch(/[<>:"/\\|?*\p{C}\p{Zl}\p{Zp}]/u);
        expect(stem).toMatch(/^[^. ](?:.*[^. ])?$/u);
        expect(stem).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/iu);
        expect(safeFileName(stem, ID, extension)).toBe(file);
      }),
      { numRuns: 2000 },
    );
  });
});
