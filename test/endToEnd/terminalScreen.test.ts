import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readRunView } from '../../src/files/readRunView.js';
import { runViewPath } from '../../src/files/runViewFile.js';
import { runAtTerminal, terminalMissing } from './terminal.js';
import { goldenWorkplace } from './workplace.js';

const missing = terminalMissing();
const PATIENCE = { timeout: 40_000 };

test.skipIf(missing !== null)(
  `at a terminal a run is drawn, paused, resized, resumed, and stopped${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const place = await goldenWorkplace(['41021', '41077', '41084'], {
      faults: ({ url }) => (url.pathname === '/ajax.php' ? null : { kind: 'silence' }),
    });
    const state = resolve(place.folder, 'state');
    // The shell prints the exit code and whether the terminal is as it was.
    const words = [process.execPath, resolve('dist', 'cli.js'), 'update', '--archive', 'archive'];
    const script = `${words.map((word) => `'${word}'`).join(' ')}; echo "code $?"; stty -a`;
    const env = { XDG_STATE_HOME: state, CI: '0', TERM: 'screen-256color' };
    const terminal = runAtTerminal(['sh', '-c', script], { cwd: place.folder, env });

    await expect.poll(terminal.screen, PATIENCE).toMatch(/3 games left[^]*downloading[^]*p pause {2}s skip/);
    terminal.type('p');
    await expect.poll(terminal.screen, PATIENCE).toContain('romflow update paused');
    const asked = place.site.requests.length;

    terminal.resize(40, 16);
    await expect.poll(terminal.screen, PATIENCE).toMatch(/\n✓ 0 done ✗ 0 failed ○ 0 · 3 left\n/);
    terminal.resize(120, 30);
    await expect.poll(terminal.screen, PATIENCE).toMatch(/\n✓ 0 done ✗ 0 failed ○ 0 skipped · 3 games left/);
    expect(place.site.requests).toHaveLength(asked);

    // The one that hangs is skipped; nothing takes its place until the run is resumed.
    terminal.type('s');
    await expect.poll(terminal.screen, PATIENCE).toContain('skipped for now; the next run takes it up');
    expect(place.site.requests).toHaveLength(asked);
    terminal.type('p');
    await expect.poll(() => place.site.requests.length, PATIENCE).toBe(asked + 1);
    terminal.type('?');
    await expect.poll(terminal.screen, PATIENCE).toContain('pause: start nothing new');

    terminal.type('q');
    await expect.poll(terminal.screen, PATIENCE).toContain('finishing the items in progress');
    // Once more stops nothing sooner: the notice below comes from a process that is still alive.
    terminal.type('q');
    await expect.poll(terminal.screen, PATIENCE).toContain('interrupt again to stop at once');
    terminal.type('C-c');
    await expect.poll(terminal.screen, PATIENCE).toMatch(/code 130[^]*[^-]icanon/);
    const view = await readRunView(runViewPath(resolve(state, 'romflow'), place.rhdata));
    expect(view?.work).toMatchObject({ noun: 'games', total: 3 });
  },
);

test.skipIf(missing !== null)(
  `at a terminal the summary stays after the end, and with --no-ui only lines are printed${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const place = await goldenWorkplace(['41021']);
    const words = [process.execPath, resolve('dist', 'cli.js'), 'update', '--archive', 'archive'];
    const env = { XDG_STATE_HOME: resolve(place.folder, 'state'), CI: '0', TERM: 'screen-256color' };
    const drawn = runAtTerminal(words, { cwd: place.folder, env });
    await expect.poll(drawn.exitCode, PATIENCE).toBe(0);
    expect(drawn.screen()).toMatch(/✓ 41021: .* recorded as version 1[^]*update: complete[^]*Recorded: +1\n/);
    expect(drawn.screen()).not.toContain('p pause');

    const lines = runAtTerminal([...words, '--no-ui', '--game-ids=41021'], { cwd: place.folder, env });
    await expect.poll(lines.exitCode, PATIENCE).toBe(0);
    expect(lines.screen()).toContain('Processing game 41021');
    expect(lines.screen()).not.toContain('─');
  },
);
