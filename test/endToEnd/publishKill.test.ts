import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inLanes, leavesSomethingNew } from './moments.js';
import { nextVersion, type PublishPlace, publishedArchive } from './publishPlace.js';
import { testBuild } from './testBuild.js';

const archive = publishedArchive(['28450', '36840', '4218']);

const cli = testBuild();

/** A place in which one hack is to be written, one replaced, and one renamed with the user's changes. */
async function halfDone(): Promise<PublishPlace> {
  const place = archive.copy();
  const blob = "(SELECT patchblob1_name FROM gameversions WHERE gameid = '36840' AND patchblob1_name IS NOT NULL)";
  place.sql("UPDATE gameversions SET removed = patchblob1_name, patchblob1_name = NULL WHERE gameid = '4218'");
  expect(await place.publish()).toMatchObject({ code: 0, err: '' });
  place.write(
    'gamelists/snes/gamelist.xml',
    place.gamelist().replace('<name>Cookie Kingdom</name>', '<name>Mine</name><favorite>true</favorite>'),
  );
  place.sql(
    `UPDATE gameversions SET patchblob1_name = removed, removed = 0 WHERE gameid = '4218';
     ${nextVersion('28450', { patchblob1_name: blob, pat_sha224: 'NULL' })}
     ${nextVersion('36840', { name: "'Cookie Empire'" })}`,
  );
  return place;
}

/** What must be the same however often the run was killed. */
const stateOf = (place: PublishPlace) => ({ files: place.files(), gamelist: place.gamelist() });

test('after a kill at any moment, the next run ends with the same result, and requests nothing twice', async () => {
  const half = await halfDone();
  const copyOf = (): PublishPlace => {
    const place = archive.copy();
    rmSync(place.root, { recursive: true });
    cpSync(half.root, place.root, { recursive: true, preserveTimestamps: true });
    return place;
  };
  // One hack at a time, so that the moments come in the same order every time.
  const config = (place: PublishPlace): void => {
    const file = 'updategames.config.json';
    const settings: unknown = JSON.parse(readFileSync(join(place.root, file), 'utf8'));
    place.write(file, JSON.stringify({ ...Object(settings), processing: { maxConcurrent: 1 } }));
  };
  config(half);

  const unbroken = copyOf();
  const log = join(unbroken.root, 'moments.log');
  expect(await unbroken.publish([], { cli, env: { ROMFLOW_FAILPOINT_LOG: log } })).toMatchObject({ code: 0, err: '' });
  const wanted = stateOf(unbroken);
  expect(Object.keys(wanted.files)).toEqual([
    ...['ROMs/snes/Cookie Empire.sfc', 'ROMs/snes/Salt & Pepper Islands.sfc', 'ROMs/snes/Sky Rails.sfc'],
    'media/snes/screenshots/Cookie Empire.png',
  ]);
  expect(wanted.gamelist).toMatch(/<path>.\/Cookie Empire.sfc<\/path>\s*<name>Mine<\/name><favorite>true/);
  const all = readFileSync(log, 'utf8').trim().split('\n');
  const moments = all.filter(leavesSomethingNew);
  expect(all.filter((moment) => moment.startsWith('after move'))).toHaveLength(2);
  expect(all.filter((moment) => moment.startsWith('after file')).length).toBeGreaterThan(3);

  await inLanes(async () => {
    const moment = moments.pop();
    if (moment === undefined) return false;
    const place = copyOf();
    const killed = await place.publish([], { cli, env: { ROMFLOW_FAILPOINT: moment } });
    expect(killed.code, moment).toBeNull();
    const before = archive.site().requests.length;
    const { code, err } = await place.publish([], { cli });
    expect({ moment, code, err }).toEqual({ moment, code: 0, err: '' });
    expect(stateOf(place), moment).toEqual(wanted);
    expect(archive.site().requests.length, moment).toBe(before);
    expect(
      readdirSync(place.root, { recursive: true }).filter((name) => String(name).endsWith('.romflow-tmp')),
    ).toEqual([]);
    rmSync(place.root, { recursive: true, maxRetries: 5 });
    return true;
  });
}, 600_000);
