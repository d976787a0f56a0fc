import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type PublishPlace, publishedArchive } from './publishPlace.js';
import { type Terminal, runAtTerminal, terminalMissing } from './terminal.js';

const missing = terminalMissing();
const named = (what: string): string => (missing === null ? what : `${what} (${missing})`);
const PATIENCE = { timeout: 40_000 };
/** An escape sequence that sets a foreground or background color. */
const COLOR = /\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/;
const CLI = `'${process.execPath}' '${resolve('dist', 'cli.js')}'`;

// The site never sends a picture, so the drawing stays.
const archive = publishedArchive(['28450', '35002', '4218', '36840'], ({ url }) =>
  /\.(?:png|jpe?g|gif)$/.test(url.pathname) ? { kind: 'silence' } : null,
);

const WORDS = '--to ROMs/snes --gamelists gamelists --media media';
const NAME = Array.from({ length: 4 }, () => '夜のパレード').join(' ');

function publishing(place: PublishPlace, [columns, rows]: readonly [number, number], env = {}): Terminal {
  const script = `unset CI CONTINUOUS_INTEGRATION; until [ -e begin ]; do sleep 0.1; done; ${CLI} publish ${WORDS}; echo "code $?"`;
  const terminal = runAtTerminal(['sh', '-c', script], {
    cwd: place.root,
    env: { XDG_STATE_HOME: join(place.root, 'state'), TERM: 'screen-256color', ...env },
  });
  terminal.resize(columns, rows);
  place.write('begin', '');
  return terminal;
}

test.skipIf(missing !== null).each([
  [40, 16, '✓ 4 done ✗ 0 failed ○ 0 · 0 left', {}, true],
  [80, 24, '✓ 4 done ✗ 0 failed ○ 0 skipped · 0 ROMs left', { NO_COLOR: '1' }, false],
  [200, 50, '✓ 4 done ✗ 0 failed ○ 0 skipped · 0 ROMs left', {}, true],
] as const)(named('a publication is drawn at a terminal of %i×%i'), async (columns, rows, counts, env, color) => {
  const place = archive.copy();
  place.sql(`UPDATE gameversions SET name = '${NAME}' WHERE gameid = '4218';`);
  const terminal = publishing(place, [columns, rows], env);
  await expect.poll(terminal.visible, PATIENCE).toMatch(/^ {2}✓ .*\/[^]*^q stop {2}\? help$/m);
  await expect.poll(terminal.visible, PATIENCE).toContain(`\n${counts}\n`);
  const lines = terminal.visible().split('\n');
  const rule = lines.indexOf('─'.repeat(columns - 1));
  expect(lines[rule + 1]).toMatch(/^romflow publish  \//);
  expect(lines[rule + 2]).toMatch(/^█+ 100 %$/);
  // A line each for the finished files and the gamelist.
  expect(rule).toBe(5);
  expect(lines.slice(0, rule).find((line) => line.includes('4218'))).toMatch(/^ {2}✓ 4218 夜のパレード 夜の/);
  expect(COLOR.test(terminal.styled())).toBe(color);
  terminal.type('?');
  await expect.poll(terminal.visible, PATIENCE).toMatch(/^q {7}stop[^]*^Ctrl-C/m);
  expect(terminal.visible()).not.toMatch(/^[ps] /m);
});

test.skipIf(missing !== null)(named('at a terminal, what cannot be published is reported in full'), async () => {
  const place = archive.copy();
  // Neither the blob files nor the copies of them in the database.
  for (const one of ['blobs', 'electron/patchbin.db']) rmSync(join(place.root, one), { recursive: true });
  const terminal = publishing(place, [40, 16]);
  await expect.poll(terminal.screen, PATIENCE).toContain('code 1');
  const screen = terminal.screen();
  expect(screen.match(/^ {2}✗ \d+ /gm)).toHaveLength(4);
  expect(screen).toMatch(/Publish: complete\n[^]*^Failed: +4$/m);
  expect(screen).not.toContain('─');
});
