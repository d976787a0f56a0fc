import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wrongLines } from '../eventSchema.js';
import { esDePlace } from './esDePlace.js';
import { eventsOf } from './events.js';
import { publishedArchive } from './publishPlace.js';
import { treeState } from './treeState.js';
import { goldenWorkplace } from './workplace.js';

const TIME = String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const idIn = (line: string): string => line.split(' ')[1] ?? '';

/** The types of a log's events; each line must conform to the published schema. */
function typesIn(ndjson: string): ReadonlySet<string> {
  expect(wrongLines(ndjson)).toEqual([]);
  return new Set(eventsOf(ndjson).map(({ type }) => type));
}

describe('an update', () => {
  test('logs every event to a file, and failures to errors.log, even when it is quiet', async () => {
    const place = await goldenWorkplace(['41042', '41049', '41056']);
    const log = join(place.folder, 'logs', 'run.ndjson');
    const flags = ['--log-file', join('logs', 'run.ndjson')];
    const { code, out } = await place.update(['--quiet', ...flags]);
    expect(code).toBe(1);
    const first = readFileSync(log, 'utf8');
    const types = typesIn(first);
    for (const type of ['run.started', 'page', 'patch.tested', 'game.recorded', 'game.failed', 'summary']) {
      expect(types).toContain(type);
    }

    // Only what failed, and how the run ended.
    const [failures = '', end = ''] = out.split(/\n(?==+\n)/);
    expect(failures.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ {2}✗ 4\d+: .* failed/),
      expect.stringMatching(/^ {2}✗ 4\d+: .* failed/),
    ]);
    expect(end).toContain('update: complete');
    expect(out).not.toMatch(/Processing|Queued|sealed|recorded as/);

    const errors = readFileSync(join(place.archive, 'errors.log'), 'utf8');
    const byId = errors
      .trimEnd()
      .split('\n')
      .toSorted((a, b) => idIn(a).localeCompare(idIn(b)));
    expect(byId).toEqual([
      expect.stringMatching(new RegExp(`^${TIME} 41049 .+: .+$`)),
      expect.stringMatching(new RegExp(`^${TIME} 41056 No Patch At All: There is no patch .*$`)),
    ]);

    // A dry run leaves the archive as it is, but the log was asked for.
    const before = treeState(place.archive);
    const dry = await place.update(['--dry-run', '--retry-failed', '--json', ...flags]);
    expect(treeState(place.archive)).toEqual(before);
    const text = readFileSync(log, 'utf8');
    expect(text).toBe(`${first}${dry.out}`);
    expect(wrongLines(text)).toEqual([]);
  });

  test.each([
    [
      'is a folder',
      (path: string) => {
        mkdirSync(path);
      },
      /^romflow: --log-file: Cannot write .*: a folder is in its place.*\.\n$/,
    ],
    [
      'is no log',
      (path: string) => {
        writeFileSync(path, 'precious');
      },
      /^romflow: --log-file: .* is not a log of events: .*; choose another file\.\n$/,
    ],
  ])('does not begin with a log that %s', async (_, make, sentence) => {
    const place = await goldenWorkplace(['41056']);
    make(join(place.folder, 'run.log'));
    const { code, out, err } = await place.update(['--log-file', 'run.log']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
    expect(existsSync(place.archive)).toBe(false);
    expect(place.site.requests).toEqual([]);
  });

  test('cannot be both quiet and verbose', async () => {
    const place = await goldenWorkplace(['41056']);
    const { code, err } = await place.update(['--quiet', '--verbose']);
    expect(code).toBe(2);
    expect(err).toMatch(/^romflow: --quiet and --verbose cannot be combined: .*\n$/);
    expect(place.site.requests).toEqual([]);
  });
});

test('a scrape logs every event, and reports its steps when it is verbose', async () => {
  const place = await esDePlace({ only: ['nes/Pond', 'nes/Homemade'] });
  const { out } = await place.scrape(['--verbose', '--log-file', 'run.ndjson']);
  expect(out).toMatch(/^ {2}○ Pond Patrol \(USA\)\.\S+: identified as .* by (hash|name)$/m);
  expect(out).toMatch(/^ {2}○ Pond Patrol \(USA\)\.\S+: nes\/\S+\/.* \(.* [kM]?B\)$/m);
  const types = typesIn(readFileSync(join(place.folder, 'run.ndjson'), 'utf8'));
  for (const type of ['scrape.started', 'account', 'rom.identified', 'media.stored', 'rom.done', 'scrape.summary']) {
    expect(types).toContain(type);
  }
});

const archive = publishedArchive(['28450', '36840']);

test('a publication logs every event, and names what failed', async () => {
  const place = archive.copy();
  place.sql(`UPDATE gameversions SET patchblob1_name = 'pblob_gone', pat_sha224 = 'x' WHERE gameid = '28450'`);
  const { code } = await place.publish(['--quiet', '--log-file', 'run.ndjson']);
  const text = readFileSync(join(place.root, 'run.ndjson'), 'utf8');
  const types = typesIn(text);
  for (const type of ['run.started', 'rom.published', 'media.stored', 'publish.summary']) expect(types).toContain(type);
  expect(code).toBe(1);
  const errors = readFileSync(join(place.root, 'errors.log'), 'utf8');
  expect(errors).toMatch(new RegExp(`^${TIME} 28450 Sky Rails: .+\n$`));
});
