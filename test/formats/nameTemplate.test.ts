import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NAME_PLACEHOLDERS,
  type NameValues,
  nameKey,
  parseNameTemplate,
  romNames,
  templateProblem,
} from '../../src/formats/nameTemplate.js';
import { UsageError } from '../../src/model/errors.js';

const hack: NameValues = {
  id: '36840',
  name: 'Cookie Kingdom',
  author: 'Biscuit Baker, crumbs',
  difficulty: 'Casual',
  type: 'Standard',
  version: '2',
};
const named = (template: string, values: Partial<NameValues> = {}) =>
  romNames(parseNameTemplate(template), { ...hack, ...values });

describe('romNames', () => {
  test.each([
    ['{name}', 'Cookie Kingdom.sfc'],
    ['{name}.sfc', 'Cookie Kingdom.sfc'],
    ['{difficulty}/{name}', 'Casual/Cookie Kingdom.sfc'],
    ['Hacks/{type}/{name} ({id}, v{version})', 'Hacks/Standard/Cookie Kingdom (36840, v2).sfc'],
    ['{name} by {author}', 'Cookie Kingdom by Biscuit Baker, crumbs.sfc'],
    ['{id}', '36840.sfc'],
  ])('%s → %s', (template, path) => {
    expect(named(template).plain).toBe(path);
  });

  test.each<[Partial<NameValues>, string]>([
    [{ difficulty: null }, 'Unknown/Cookie Kingdom.sfc'],
    [{ name: 'A/B\\C' }, 'Casual/A_B_C.sfc'],
    [{ name: '../../etc/passwd' }, 'Casual/_.._etc_passwd.sfc'],
    [{ name: '..', difficulty: '..' }, '36840/36840.sfc'],
    [{ name: 'CON' }, 'Casual/_CON.sfc'],
    [{ name: '{id}' }, 'Casual/{id}.sfc'],
    [{ name: null }, 'Casual/Unknown.sfc'],
  ])('with %j: %s', (values, path) => {
    expect(named('{difficulty}/{name}', values).plain).toBe(path);
  });

  test('the name with the id keeps the id, however long the name is', () => {
    expect(named('{difficulty}/{name}').withId).toBe('Casual/Cookie Kingdom (36840).sfc');
    expect(named('{name}', { name: 'x'.repeat(500) }).withId).toMatch(/^x{100,} \(36840\)\.sfc$/);
  });

  test('no template and no hack leads out of the folder, or into a folder that is not in the template', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('..', '.', '/', '\\', '../..', 'C:\\x', 'C:', 'nul', ' ', '\0', 'a/../../b', '{name}'),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', ' ', ':', 'a', '\0', '\n', '~') }),
    );
    const values = fc.record({
      ...Object.fromEntries(NAME_PLACEHOLDERS.map((name) => [name, fc.option(nasty)])),
      id: fc.stringMatching(/^[1-9][0-9]{0,9}$/),
    });
    const part = fc.oneof(fc.constantFrom('{name}', '{id}', '{difficulty}', '{author} {type}', 'v{version}'), nasty);
    const template = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    let understood = 0;
    fc.assert(
      fc.property(template, values, (text, raw) => {
        if (templateProblem(text) !== null) return;
        understood += 1;
        const all: NameValues = { ...hack, ...raw };
        const parsed = parseNameTemplate(text);
        const { plain, withId } = romNames(parsed, all);
        for (const path of [plain, withId]) {
          expect(posix.join('/root', path)).toBe(`/root/${path}`);
          expect(win32.join('C:\\root', path)).toBe(`C:\\root\\${path.replaceAll('/', '\\')}`);
          expect(path.split('/')).toHaveLength(parsed.folders.length + 1);
          expect(path).toMatch(/[^/]\.sfc$/);
          expect(path).not.toMatch(/[\u0000-\u001f<>:"\\|?*]/);
        }
      }),
      { numRuns: 2000 },
    );
    expect(understood).toBeGreaterThan(100);
  });
});

describe('an invalid template', () => {
  test.each<readonly [string, string]>([
    ['{nmae}', 'accepts {id}, {name}, {author}, {difficulty}, {type}, {version}, not {nmae}'],
    ['{} {name}', 'accepts {id}, {name}, {author}, {difficulty}, {type}, {version}, not {}'],
    ['{NAME}', 'accepts {id}, {name}, {author}, {difficulty}, {type}, {version}, not {NAME}'],
    ['{toString}', 'accepts {id}, {name}, {author}, {difficulty}, {type}, {version}, not {toString}'],
    ['{name', 'has an unmatched brace; it accepts {id}, {name}, {author}, {difficulty}, {type}, {version}'],
    ['hack', 'must contain {name} or {id}'],
    ['', 'must contain {name} or {id}'],
    ...['/{name}', '{name}/', '{name}//{id}', '../{name}', './{name}', '{name}/.sfc', '{name}/. .'].map(
      (template) => [template, 'must have something before and after each /, as in {difficulty}/{name}'] as const,
    ),
  ])('%j %s', (template, problem) => {
    expect(templateProblem(template)).toBe(problem);
    expect(() => parseNameTemplate(template)).toThrow(new UsageError(`--name: ${problem}.`));
  });
});

test.each([
  ['Sky Rails.sfc', 'sky rails.SFC', true],
  ['Poke\u0301mon.sfc', 'Pok\u00e9mon.sfc', true],
  ['a/b.sfc', 'a/c.sfc', false],
])('nameKey: %j and %j are the same: %s', (one, other, same) => {
  expect(nameKey(one) === nameKey(other)).toBe(same);
});
