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
  'sees nothing in %j',
  async (programs) => {
    expect(await esDeRunning(() => Promise.resolve(programs))).toBe(false);
  },
);

test('a system that does not tell is one on which it does not run', async () => {
  expect(await esDeRunning(() => Promise.reject(new Error('no such program')))).toBe(false);
});

test('the system tells what runs: this program, at least', async () => {
  // From Node 24 on, a process has the name of its main thread on Linux.
  const own = process.platform === 'linux' ? readFileSync('/proc/self/comm', 'utf8').trim() : 'node';
  const found = await runningPrograms();
  expect(found.some((name) => name.toLowerCase().includes(own.toLowerCase()))).toBe(true);
});

test('the list of Windows gives its first column', () => {
  const csv = '"System Idle Process","0","Services","0","8 K"\r\n"ES-DE.exe","4242","Console","1","90,000 K"\r\n\r\n';
  expect(taskNames(csv)).toEqual(['System Idle Process', 'ES-DE.exe']);
  expect(taskNames('INFO: No tasks are running\r\n')).toEqual([]);
});
