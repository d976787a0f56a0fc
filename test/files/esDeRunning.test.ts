import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { esDeRunning, runningPrograms, taskNames } from '../../src/files/esDeRunning.js';

test.each([
  ['Linux', ['systemd\n', 'es-de\n']],
  ['Linux, cut to 15 characters', ['bash\n', 'emulationstatio\n']],
  ['macOS', ['/sbin/launchd', '/Applications/ES-DE.app/Contents/MacOS/ES-DE']],
  ['Windows', ['System', 'ES-DE.exe']],
  ['Windows, as it was called', ['EmulationStation-DE.EXE']],
])('sees ES-DE among the programs of %s', async (_, programs) => {
  expect(await esDeRunning(() => Promise.resolve(programs))).toBe(true);
});

test.each([[[]], [['', 'bash', 'es-de-watcher', 'my-es-de', '/opt/es-de/tool', 'ES-DE.exe.txt']]])(
  'does not see it in %j',
  async (programs) => {
    expect(await esDeRunning(() => Promise.resolve(programs))).toBe(false);
  },
);

test('if the system does not say, ES-DE counts as not running', async () => {
  expect(await esDeRunning(() => Promise.reject(new Error('no such program')))).toBe(false);
});

test('lists the running programs: at least this one', async () => {
  // On Linux, a process is named after its main thread from Node 24 on.
  const own = process.platform === 'linux' ? readFileSync('/proc/self/comm', 'utf8').trim() : 'node';
  const found = await runningPrograms();
  expect(found.some((name) => name.toLowerCase().includes(own.toLowerCase()))).toBe(true);
});

test('takes the first column of the list on Windows', () => {
  const csv = '"System Idle Process","0","Services","0","8 K"\r\n"ES-DE.exe","4242","Console","1","90,000 K"\r\n\r\n';
  expect(taskNames(csv)).toEqual(['System Idle Process', 'ES-DE.exe']);
  expect(taskNames('INFO: No tasks are running\r\n')).toEqual([]);
});
