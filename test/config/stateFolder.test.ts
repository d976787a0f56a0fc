import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { homeFolder } from '../../src/config/homeFolder.js';
import { stateFolder } from '../../src/config/stateFolder.js';
import { ConfigError } from '../../src/model/errors.js';

const HOME = resolve('/home/me');
const home = (): string => HOME;
/** As Node says it of a made-up user of a container, without HOME. */
function homeless(): string {
  throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
}

test('XDG_STATE_HOME decides on every platform, with a home or without', () => {
  const chosen = resolve('/somewhere/state');
  expect(stateFolder({ XDG_STATE_HOME: chosen }, homeless)).toBe(join(chosen, 'romflow'));
});

test.each([undefined, '', 'relative/state'])('XDG_STATE_HOME %j is ignored', (XDG_STATE_HOME) => {
  expect(stateFolder({ XDG_STATE_HOME }, home, 'linux')).toBe(join(HOME, '.local', 'state', 'romflow'));
});

test.each([
  ['linux', ['.local', 'state', 'romflow']],
  ['darwin', ['Library', 'Application Support', 'romflow']],
  ['win32', ['AppData', 'Local', 'romflow', 'Data']],
] as const)('on %s it is below the home', (platform, names) => {
  expect(stateFolder({ LOCALAPPDATA: '' }, home, platform)).toBe(join(HOME, ...names));
});

test('on Windows it is where LOCALAPPDATA says', () => {
  const local = resolve('/profiles/me');
  expect(stateFolder({ LOCALAPPDATA: local }, homeless, 'win32')).toBe(join(local, 'romflow', 'Data'));
});

test('the home is the system’s', () => {
  expect(homeFolder(home)).toBe(HOME);
});

// A relative state folder would be another one in each working folder, and the pauses with it.
test.each([homeless, () => '', () => 'me'])('a home that is none is a mistake of HOME', (ask) => {
  expect(() => stateFolder({}, () => homeFolder(ask), 'linux')).toThrow(
    new ConfigError(['HOME: must be set to the absolute path of a home folder']),
  );
});
