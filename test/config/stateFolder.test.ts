import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { stateFolder } from '../../src/config/stateFolder.js';

test('XDG_STATE_HOME decides on every platform', () => {
  const home = resolve('/somewhere/state');
  expect(stateFolder({ XDG_STATE_HOME: home })).toBe(join(home, 'romflow'));
});

test.each([undefined, '', 'relative/state'])('XDG_STATE_HOME %j is ignored', (XDG_STATE_HOME) => {
  const folder = stateFolder({ XDG_STATE_HOME });
  expect(isAbsolute(folder)).toBe(true);
  expect(folder.startsWith(homedir())).toBe(true);
});

test.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
  'elsewhere it is ~/.local/state/romflow',
  () => {
    expect(stateFolder({})).toBe(join(homedir(), '.local', 'state', 'romflow'));
  },
);
