import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { esDePlace } from './esDePlace.js';
import { endings } from './scrapeEvents.js';
import { type Terminal, runAtTerminal, terminalMissing } from './terminal.js';
import { type Workplace, goldenWorkplace, zipRequests } from './workplace.js';

const missing = terminalMissing();
const named = (what: string): string => (missing === null ? what : `${what} (${missing})`);
const PATIENCE = { timeout: 40_000 };
/** An escape sequence that sets a foreground or background color. */
const COLOR = /\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/;
const CLI = `'${process.execPath}' '${resolve('dist', 'cli.js')}'`;

/** Runs a shell at a terminal, which outlives the program: a dead one shows no cursor. */
const atShell = (
  place: Pick<Workplace, 'folder'>,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Terminal =>
  runAtTerminal(['sh', '-c', `unset CI CONTINUOUS_INTEGRATION; ${script}; cat`], {
    cwd: place.folder,
    env: { XDG_STATE_HOME: join(place.folder, 'state'), TERM: 'screen-256color', ...env },
  });

test.skipIf(missing !== null)(
  named('at a terminal, a run with ids piped in is still drawn, but without keys'),
  async () => {
    const place = await goldenWorkplace(['41021', '41077']);
    // The second id comes when the test says so; until then the run lasts.
    const ids = 'echo 41021; until [ -e more ]; do sleep 0.1; done; echo 41077';
    const terminal = atShell(place, `(${ids}) | ${CLI} update --archive archive; echo "code $?"`);
    await expect.poll(terminal.screen, PATIENCE).toMatch(/✓ 41021: [^]*\n─+\nromflow update [^]*✓ 1 done/);
    expect(terminal.cursor()).toBe(false);
    expect(terminal.screen()).not.toContain('p pause');
    writeFileSync(join(place.folder, 'more'), '');
    await expect.poll(terminal.screen, PATIENCE).toContain('code 0');
    expect(terminal.screen()).toMatch(/✓ 41077: [^]*update: complete[^]*Recorded: +2\n/);
    expect(terminal.screen()).not.toContain('─');
    expect(terminal.cursor()).toBe(true);
  },
);

test.skipIf(missing !== null).each<[string, Readonly<Record<string, string>>, boolean]>([
  ['in color', {}, true],
  ['without color where NO_COLOR is set', { NO_COLOR: '1' }, false],
])(named('at a terminal, a run is drawn %s, and SIGTERM leaves the terminal as it was'), async (_, env, color) => {
  const place = await goldenWorkplace(['41021', '41077'], {
    faults: ({ url }) => (url.pathname === '/ajax.php' ? null : { kind: 'silence' }),
  });
  const program = `sh -c 'echo $$ > pid; exec "$@"' sh ${CLI} update --archive archive`;
  const terminal = atShell(place, `${program}; echo "code $?"; stty -a`, env);
  await expect.poll(terminal.screen, PATIENCE).toMatch(/0 done[^]*downloading[^]*p pause/);
  expect(terminal.cursor()).toBe(false);
  expect(COLOR.test(terminal.styled())).toBe(color);

  const pid = Number(readFileSync(join(place.folder, 'pid'), 'utf8'));
  process.kill(pid, 'SIGTERM');
  await expect.poll(terminal.screen, PATIENCE).toContain('interrupt again to stop at once');
  process.kill(pid, 'SIGTERM');
  await expect.poll(terminal.screen, PATIENCE).toMatch(/code 143[^]*[^-]icanon[^]* echo /);
  expect(terminal.cursor()).toBe(true);
  expect(COLOR.test(terminal.styled())).toBe(color);
});

test.skipIf(missing !== null).each(['', ' --no-ui'])(
  named('when the terminal is closed, update%s finishes work in progress and ends with 129'),
  async (flag) => {
    let heal = (): void => undefined;
    const healed = new Promise<void>((resolve) => (heal = resolve));
    const place = await goldenWorkplace(['41021', '41077'], {
      faults: ({ url }) => (url.pathname === '/ajax.php' ? null : { kind: 'hold', until: healed }),
    });
    const program = `sh -c 'echo $$ > pid; exec "$@"' sh ${CLI} update --archive archive${flag} 2> said`;
    const terminal = runAtTerminal(['sh', '-c', `trap : HUP; ${program}; echo "code $?" > ended`], {
      cwd: place.folder,
      env: { XDG_STATE_HOME: join(place.folder, 'state'), TERM: 'screen-256color', CI: '0' },
    });
    await expect.poll(() => zipRequests(place.site), PATIENCE).not.toEqual([]);
    await expect.poll(terminal.screen, PATIENCE).toMatch(/41021|downloading/);
    terminal.close();
    heal();
    await expect.poll(() => readFileSync(join(place.folder, 'ended'), 'utf8'), PATIENCE).toBe('code 129\n');
    const states = place.rows(
      z.object({ status: z.string() }),
      "SELECT status FROM update_status WHERE operation_type = 'game_update'",
    );
    expect(states).toEqual([{ status: 'paused' }]);
  },
);

const queued = z.object({ gameid: z.string(), status: z.string() });

test.skipIf(missing !== null)(
  named('a game that is skipped stays in the queue; this run does not take it again, and the next one does'),
  async () => {
    // The first file that is requested hangs, until the second run.
    let hanging: string | null = null;
    let hangs = true;
    const place = await goldenWorkplace(['41021', '41077'], {
      faults: ({ url: { pathname } }) => {
        if (pathname === '/ajax.php') return null;
        hanging ??= pathname;
        return hangs && pathname === hanging ? { kind: 'silence' } : null;
      },
    });
    const statuses = () => place.rows(queued, 'SELECT gameid, status FROM game_fetch_queue ORDER BY gameid');
    const terminal = atShell(place, `${CLI} update --archive archive; echo "code $?"`);
    await expect.poll(terminal.screen, PATIENCE).toMatch(/downloading[^]*p pause/);
    await expect.poll(() => hanging, PATIENCE).not.toBeNull();
    terminal.type('s');
    await expect.poll(terminal.screen, PATIENCE).toMatch(/code \d/);
    expect(terminal.screen()).toMatch(/○ 41021: .* skipped for now; the next run takes it up/);
    expect(terminal.screen()).toMatch(/update: complete[^]*code 0/);
    expect(statuses()).toEqual([
      { gameid: '41021', status: 'pending' },
      { gameid: '41077', status: 'completed' },
    ]);
    expect(place.site.requests.filter(({ url }) => url === hanging)).toHaveLength(1);

    hangs = false;
    const { code, out } = await place.update();
    expect(code).toBe(0);
    expect(out).toContain('Processing game 41021');
    expect(statuses().map(({ status }) => status)).toEqual(['completed', 'completed']);
  },
);

test.skipIf(missing !== null)(
  named(
    'at a terminal, a scrape shows its systems and sums up each of them; a ROM that is skipped is requested next time',
  ),
  async () => {
    let hangs = true;
    const place = await esDePlace({
      only: ['nes/Pond', 'snes/Lantern'],
      config: { scraping: { media_types: [] } },
      faults: ({ call, url }) =>
        hangs && call === 'jeuInfos' && url.href.includes('Pond') ? { kind: 'silence' } : null,
    });
    const env = { ...place.surroundings.env, CI: '0', TERM: 'screen-256color' };
    const terminal = runAtTerminal(['sh', '-c', `${CLI} scrape --systems nes; echo "code $?"`], {
      ...place.surroundings,
      env,
    });
    await expect
      .poll(terminal.screen, PATIENCE)
      .toMatch(/romflow scrape [^]*\nSystem 1 of \d [^]*asking +Pond Patrol[^]*p pause/);
    terminal.type('s');
    await expect.poll(terminal.screen, PATIENCE).toMatch(/code \d/);
    expect(terminal.screen()).toMatch(/○ \[\d\/\d\] Pond Patrol.*skipped for now/);
    expect(terminal.screen()).toMatch(/System Complete: [^]*Final Summary/);

    hangs = false;
    const { out } = await place.scrape(['--json', '--systems', 'nes']);
    expect(endings(out)).toEqual({ 'nes/Pond Patrol (USA).nes': 'scraped' });
  },
);
