import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { type ArchiveState, archiveState } from './archiveDigest.js';
import { assertChain } from './chain.js';
import { romflow } from './program.js';
import { newFolder } from './workplace.js';

const hacks = demoHacks(demoBaseRom());
const sound = hacks.filter(({ expect: { primary } }) => primary !== null);

/** All but the configuration and the queue, which know the port of the day. */
const stateOf = (folder: string): ArchiveState => {
  const { files, rhdata, patchbin } = archiveState(folder);
  return {
    files: files.filter(([path]) => path !== 'updategames.config.json'),
    rhdata: { ...rhdata, game_fetch_queue: [] },
    patchbin,
  };
};

test('the demo leaves a sound archive, and the same folder can be shown again', async () => {
  const cwd = newFolder();
  const folder = join(cwd, 'shown');
  const databases = [join(folder, 'electron', 'rhdata.db'), join(folder, 'electron', 'patchbin.db')] as const;

  const first = await romflow(['demo', '--keep', 'shown'], { cwd });
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out.trimEnd().split('\n').at(-1)).toBe(`The archive is in ${folder}`);
  for (const { id } of hacks) expect(first.out).toMatch(new RegExp(`^│ ${id} `, 'm'));
  expect(await assertChain(...databases)).toMatchObject({ gameversions: sound.length });

  const before = stateOf(folder);
  const second = await romflow(['demo', '--keep', 'shown'], { cwd });
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(second.out).toMatch(/ZIPs fetched: +0\n/);
  expect(second.out.match(/recorded before, as version 1/g)).toHaveLength(sound.length);
  expect(second.out.trimEnd().split('\n').at(-1)).toBe(`The archive is in ${folder}`);
  expect(stateOf(folder)).toEqual(before);
  expect(await assertChain(...databases)).toMatchObject({ gameversions: sound.length });
});

test.each([
  ['a folder with other things in it', 'diary.txt', 'Dear diary'],
  ['an archive with a configuration of its own', 'updategames.config.json', '{"processing":{"retryMax":5}}'],
])('the demo does not touch %s', async (_, name, content) => {
  const cwd = newFolder();
  writeFileSync(join(cwd, name), content);
  expect(await romflow(['demo', '--keep', '.'], { cwd })).toEqual({
    code: 2,
    out: '',
    err: `romflow: --keep: ${cwd} is not empty and not an earlier demo's; name another folder.\n`,
  });
  expect(readdirSync(cwd)).toEqual([name]);
});
