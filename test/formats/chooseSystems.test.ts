import { describe, expect, it } from 'vitest';
import { chooseSystems } from '../../src/formats/chooseSystems.js';
import { UsageError } from '../../src/model/errors.js';

const system = (name: string) => ({
  name,
  fullname: name,
  path: `/roms/${name}`,
  extensions: ['.zip'],
  platforms: [name],
});
const all = ['nes', 'snes', 'genesis', 'GB'].map(system);
const chosen = (...wanted: readonly string[]) => chooseSystems(all, wanted).map(({ name }) => name);

describe('chooseSystems', () => {
  it('returns all if none is named', () => {
    expect(chooseSystems(all, [])).toBe(all);
  });

  it('takes the named ones in the list’s order, each once, ignoring case', () => {
    expect(chosen('Gb', 'NES', 'gb')).toEqual(['nes', 'GB']);
  });

  it('names every unknown one together with similar names', () => {
    expect(() => chosen('nes', 'snse', 'genisis', '12345678')).toThrow(UsageError);
    expect(() => chosen('nes', 'snse', 'genisis', '12345678')).toThrow(
      'es_systems.xml has no system named "snse" (did you mean snes, nes, genesis?), "genisis" (did you mean genesis, nes, snes?), ' +
        '"12345678" (nor any like it).',
    );
    expect(() => chosen('nes', 'SNSE')).toThrow('"SNSE" (did you mean snes, nes, genesis?).');
  });
});
