import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
] as const;

const find = (): string | null => [process.env.CHROMIUM_PATH ?? '', ...PLACES].find(existsSync) ?? null;

/**
 * The path of a Chromium: that of `CHROMIUM_PATH`, or one in the usual places. On Debian, the superuser gets the system's own
 * package installed if there is none. Null if none is available, which a line on stderr reports.
 */
export function chromium(): string | null {
  const found = find() ?? (mayInstall() ? installed() : null);
  if (found === null) console.warn('No Chromium: the tests of the pages are skipped. CHROMIUM_PATH names one.');
  return found;
}

const mayInstall = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version');

function installed(): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [['update'], ['install', '-y', '-o', 'DPkg::Lock::Timeout=300', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', words, { env, encoding: 'utf8' });
    if (status !== 0) console.warn(stderr);
  }
  return find();
}
