import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { homeFolder } from '../../src/config/homeFolder.js';
import { stateFolder } from '../../src/config/stateFolder.js';
import { ConfigError } from '../../src/model/errors.js';

const HOME = resolve('/home/me');
const home = (): string => HOME;
/** As Node says for a container's made-up user without HOME. */
function homeless(): string {
  throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
}

test('XDG_STATE_HOME takes precedence on every platform, with or without a home folder', () => {
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
] as const)('on %s it is below the home folder', (platform, names) => {
  expect(stateFolder({ LOCALAPPDATA: '' }, home, platform)).toBe(join(HOME, ...names));
});

test('on Windows it is where LOCALAPPDATA says', () => {
  const local = resolve('/profiles/me');
  expect(stateFolder({ LOCALAPPDATA: local }, homeless, 'win32')).toBe(join(local, 'romflow', 'Data'));
});

test('the home folder is the system’s', () => {
  expect(homeFolder(home)).toBe(HOME);
});

// A relative state folder would differ by working folder, and so would the request gaps.
test.each([homeless, () => '', () => 'me'])('an unusable home folder is reported as a mistake in HOME', (ask) => {
  expect(() => stateFolder({}, () => homeFolder(ask), 'linux')).toThrow(
    new ConfigError(['HOME: must be set to the absolute path of a home folder']),
  );
});
