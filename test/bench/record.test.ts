import { describe, expect, test } from 'vitest';
import { compared } from '../../bench/comparison.js';
import { type BenchRecord, readRecord } from '../../bench/record.js';

const RECORD: BenchRecord = {
  machine: { node: 'v20.20.2', cpu: 'made up', cores: 2, platform: 'linux', load: [0, 1.5] },
  rows: [
    {
      ...compared({ what: '4 MiB BPS', ours: 'applyBps', value: 6, against: 'npm bps', itsValue: 12, aim: 1 }),
      section: 'patchers',
      command: 'npm run bench -- patchers',
    },
  ],
};

describe('compared', () => {
  const line = { what: 'work', ours: 'a', against: 'b', itsValue: 4 };

  test('computes the ratio of both values, and whether a target is met', () => {
    expect(compared({ ...line, value: 6, aim: 1.5 })).toMatchObject({ ratio: 1.5, met: true, unit: 'ms' });
    expect(compared({ ...line, value: 6.1, aim: 1.5, unit: 'MiB' })).toMatchObject({ met: false, unit: 'MiB' });
    expect(compared({ ...line, value: 6 })).toMatchObject({ aim: null, met: null });
  });

  test.each([
    { value: NaN, itsValue: 1 },
    { value: 1, itsValue: 0 },
  ])('refuses to compare $value with $itsValue', (values) => {
    expect(() => compared({ ...line, ...values })).toThrow('"work" compares');
  });
});

describe('readRecord', () => {
  test('reads what was written', () => {
    expect(readRecord(JSON.stringify(RECORD), 'last.json')).toEqual(RECORD);
  });

  test.each([
    ['half a file', JSON.stringify(RECORD).slice(0, 50), 'old.json is no JSON'],
    ['another JSON', '{"rows": 7}', 'old.json is not what this benchmark writes'],
    ['a row without a ratio', JSON.stringify(RECORD).replace('"ratio"', '"ration"'), 'rows[0].ratio'],
  ])('refuses %s in one sentence', (_, text, message) => {
    const read = (): BenchRecord => readRecord(text, 'old.json');
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });
});
