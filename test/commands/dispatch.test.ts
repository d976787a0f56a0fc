import { describe, expect, test } from 'vitest';
import type { CommandContext, Host, RunCommand } from '../../src/commands/context.js';
import { dispatch } from '../../src/commands/dispatch.js';
import { type Command, COMMANDS, type CommandTable } from '../../src/commands/table.js';
import {
  BaseRomError,
  ConfigError,
  InterruptedError,
  ItemError,
  OutputClosedError,
  RunError,
} from '../../src/model/errors.js';
import { fakeHost } from './fakeHost.js';

/** The real table, with commands that only record how they were called. */
function table(run: RunCommand): { commands: CommandTable; loaded: string[] } {
  const loaded: string[] = [];
  const commands = Object.entries(COMMANDS).map(([name, command]): [string, Command] => [
    name,
    {
      ...command,
      load: () => {
        loaded.push(name);
        return Promise.resolve(run);
      },
    },
  ]);
  return { commands: Object.fromEntries(commands), loaded };
}

async function run(words: string, outcome: RunCommand = () => Promise.resolve(0), overrides: Partial<Host> = {}) {
  let context: CommandContext | undefined;
  const { commands, loaded } = table((given) => {
    context = given;
    return outcome(given);
  });
  const { host, out, err } = fakeHost(overrides);
  const argv = words === '' ? [] : words.split(' ');
  const code = await dispatch(argv, host, commands);
  return { code, loaded, context, out: out(), err: err() };
}

describe('commands', () => {
  test.each([
    ['', 'update'],
    ['--json', 'update'],
    ['update', 'update'],
    ['demo', 'demo'],
    ['apply a.bps b.sfc -o c.sfc', 'apply'],
    ['-o c.sfc apply a.bps b.sfc', 'apply'],
    ['status --json', 'status'],
    ['export 12345 --version 2', 'export'],
    ['export --version=2 12345', 'export'],
    ['doctor', 'doctor'],
    ['scrape', 'scrape'],
    ['--dry-run scrape --systems nes', 'scrape'],
    ['--systems nes scrape', 'scrape'],
    ['publish --to snes', 'publish'],
  ])('"%s" is %s', async (words, name) => {
    expect(await run(words)).toMatchObject({ code: 0, loaded: [name], err: '' });
  });

  test('get the arguments, the flags that were given, and nothing else', async () => {
    const { context } = await run('apply 007.bps 1e3 --output=-x --force');
    expect(context?.args).toEqual(['007.bps', '1e3']);
    expect(context?.flags).toEqual({ output: '-x', force: true });
    expect((await run('update')).context?.flags).toEqual({});
  });

  test('take a --version of their own, where they have one', async () => {
    expect((await run('export 12345 --version 2 --patch')).context?.flags).toEqual({ version: '2', patch: true });
    expect((await run('export 12345 --version=x')).context?.flags).toEqual({ version: 'x' });
    for (const words of ['--version export 12345', 'status --version', 'update --version']) {
      const { code, loaded, out } = await run(words);
      expect({ code, loaded }).toEqual({ code: 0, loaded: [] });
      expect(out).toMatch(/^\d+\.\d+/);
    }
  });

  test('a file name that begins with "-" follows "--"', async () => {
    const { context } = await run('apply -o out -- -patch --force');
    expect(context?.args).toEqual(['-patch', '--force']);
    expect(context?.flags).toEqual({ output: 'out' });
  });

  test('every flag of update is accepted', async () => {
    const words =
      'update --archive a --config c.json --game-ids=1,2 --game-ids 3 --limit=5 --all-patches --dry-run ' +
      '--full-crawl --no-fetch-metadata --no-process-new --resume --json';
    expect((await run(words)).context?.flags).toEqual({
      archive: 'a',
      config: 'c.json',
      gameIds: ['1,2', '3'],
      limit: '5',
      allPatches: true,
      dryRun: true,
      fullCrawl: true,
      fetchMetadata: false,
      processNew: false,
      resume: true,
      json: true,
    });
  });

  test.each([
    ['scrape --systems nes snes --dry-run', ['nes', 'snes']],
    ['scrape --dry-run --systems nes snes', ['nes', 'snes']],
    ['--dry-run scrape --systems nes snes', ['nes', 'snes']],
    ['scrape --systems nes,snes --dry-run', ['nes,snes']],
    ['scrape --systems=nes,snes --dry-run', ['nes,snes']],
    ['scrape --systems nes --dry-run --systems snes gb', ['nes', 'snes', 'gb']],
    ['scrape --systems=nes --dry-run --systems=snes', ['nes', 'snes']],
    ['scrape --dry-run --systems scrape nes', ['scrape', 'nes']],
    ['--systems nes --dry-run scrape --systems snes gb', ['nes', 'snes', 'gb']],
    ['scrape --systems a=b 3do --dry-run', ['a=b', '3do']],
  ])('%s: the list takes every argument up to the next flag', async (words, systems) => {
    const { code, err, context } = await run(words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(context?.flags).toEqual({ systems, dryRun: true });
  });

  test.each(['update --game-ids=', 'update --game-ids', '--game-ids= update', 'update --json --game-ids= --limit=5'])(
    '%s: an empty list counts as given',
    async (words) => {
      expect((await run(words)).context?.flags).toHaveProperty('gameIds');
    },
  );

  test('every flag of scrape is accepted', async () => {
    const words =
      'scrape --config c.yaml --systems nes --mode force --skip-scraped --update --enable-search --interactive-search ' +
      '--threads 2 --no-prune --yes --json';
    expect((await run(words)).context?.flags).toEqual({
      config: 'c.yaml',
      systems: ['nes'],
      mode: 'force',
      skipScraped: true,
      update: true,
      enableSearch: true,
      interactiveSearch: true,
      threads: '2',
      prune: false,
      yes: true,
      json: true,
    });
  });

  test('every flag of publish is accepted', async () => {
    const words =
      'publish --archive a --config c.json --to d/snes --name {id} --gamelists g --media m --no-screenshots --dry-run --json';
    expect((await run(words)).context?.flags).toEqual({
      archive: 'a',
      config: 'c.json',
      to: 'd/snes',
      name: '{id}',
      gamelists: 'g',
      media: 'm',
      screenshots: false,
      dryRun: true,
      json: true,
    });
  });

  test('can load the configuration, which includes the flags', async () => {
    const { context } = await run('--dry-run --limit=7');
    expect(await context?.settings()).toMatchObject({ dryRun: true, limit: 7 });
  });

  test('return the exit code', async () => {
    expect((await run('', () => Promise.resolve(3))).code).toBe(3);
  });
});

describe('information about the program', () => {
  test.each(['--help', '-h', 'nonsense --help', '--help --dryrun'])('%s loads nothing', async (words) => {
    const { code, loaded, out, err } = await run(words);
    expect({ code, loaded, err }).toEqual({ code: 0, loaded: [], err: '' });
    expect(out).toContain('romflow apply PATCH ROM -o OUT');
  });

  test.each(Object.keys(COMMANDS))('%s --help names all its flags', async (name) => {
    const { code, loaded, out } = await run(`${name} --help`);
    expect({ code, loaded }).toEqual({ code: 0, loaded: [] });
    expect(out.startsWith(`romflow ${name}: `)).toBe(true);
    for (const flag of COMMANDS[name]?.flags ?? []) {
      expect(out).toMatch(new RegExp(`--(no-)?${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\\b`));
    }
  });

  test.each(Object.entries(COMMANDS))('%s --help fits the terminal', (_, { help }) => {
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('--help fits the terminal, and names every command', async () => {
    const { out } = await run('--help');
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const name of Object.keys(COMMANDS)) expect(out).toMatch(new RegExp(`^ {2}romflow \\[?${name}\\b`, 'm'));
  });

  test('scrape --systems --help shows the help, too', async () => {
    expect(await run('scrape --systems --help')).toMatchObject({ code: 0, err: '' });
  });

  test('--version', async () => {
    const { code, loaded, out } = await run('--version');
    expect({ code, loaded }).toEqual({ code: 0, loaded: [] });
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('wrong arguments: exit code 2, one line, nothing loaded', () => {
  test.each([
    ['upadte', /no command "upadte"; did you mean update\?/],
    ['constructor', /no command "constructor"/],
    ['--dryrun', /no flag --dryrun; did you mean --dry-run\?/],
    ['--no-fetch-metdata', /no flag --no-fetch-metdata; did you mean --no-fetch-metadata\?/],
    ['--gameids=1', /no flag --gameids; did you mean --game-ids\?/],
    ['help', /no command "help"; romflow --help lists the commands\.$/m],
    ['12345', /no command "12345"; romflow --help lists the commands\.$/m],
    ['--no-color', /no flag --no-color; see romflow update --help\.$/m],
    ['-x', /no flag -x; see romflow update --help\.$/m],
    ['doctor --foo', /no flag --foo; see romflow doctor --help\.$/m],
    ['status --dryrun', /no flag --dryrun; see romflow status --help\.$/m],
    ['--constructor', /no flag --constructor/],
    ['--__proto__=1', /no flag --/],
    ['--dryrun --jsn', /--dryrun; did you mean --dry-run\? There is no flag --jsn; did you mean --json\?/],
    ['apply a b -o c --dry-run', /"apply" has no flag --dry-run/],
    ['update --force', /"update" has no flag --force/],
    ['verify --no-ui', /^romflow: "verify" has no flag --no-ui/m],
    ['--dry-run=yes', /--dry-run takes no value/],
    ['--json=false', /--json takes no value/],
    ['--version=2', /--version takes no value/],
    ['export 1 --force=yes', /--force takes no value/],
    ['export --version', /"export" takes ID or NAME, got nothing/],
    ['export 1 --version 2 --version 3', /version can only be set once/],
    ['--limit 1 --limit 2', /limit can only be set once/],
    ['update 12345', /"update" takes no arguments, got "12345"/],
    ['apply a.bps -o c', /"apply" takes PATCH and ROM, got "a.bps"/],
    ['scrape nes', /"scrape" takes no arguments, got "nes"/],
    ['scrape --systems nes --dry-run snes', /"scrape" takes no arguments, got "snes"/],
    ['scrape --systems nes -- snes', /"scrape" takes no arguments, got "snes"/],
    ['scrape --systems', /--systems needs at least one value, such as --systems a b/],
    ['scrape --systems --dry-run', /--systems needs at least one value/],
    ['scrape --systms nes snes', /no flag --systms; did you mean --systems\?/],
    ['scrape --mode force --mode skip', /mode can only be set once/],
    ['scrape --archive a', /"scrape" has no flag --archive/],
    ['--systems nes snes', /no command "snes"/],
    ['update --systems nes', /"update" has no flag --systems/],
    ['update --game-ids 1 2', /"update" takes no arguments, got "2"/],
    ['publish --to a --prune', /"publish" has no flag --prune/],
    ['apply a b c -o d', /"apply" takes PATCH and ROM, got "a", "b", "c"/],
  ])('%s', async (words, message) => {
    const { code, loaded, out, err } = await run(words);
    expect({ code, loaded, out }).toEqual({ code: 2, loaded: [], out: '' });
    expect(err).toMatch(/^romflow: [^\n]*\n$/);
    expect(err).toMatch(message);
  });
});

describe('failures', () => {
  test.each<[Error, number]>([
    [new ItemError('one item'), 1],
    [new RunError('the run'), 1],
    [new BaseRomError('the ROM'), 2],
    [new InterruptedError('Ctrl-C'), 130],
  ])('%s is reported in one line, with exit code %i', async (error, code) => {
    expect(await run('', () => Promise.reject(error))).toMatchObject({
      code,
      out: '',
      err: `romflow: ${error.message}\n`,
    });
  });

  test('mistakes in the configuration are reported in a line each', async () => {
    const error = new ConfigError(['smwc.requestDelay: is wrong', '--limit: is wrong']);
    expect(await run('', () => Promise.reject(error))).toMatchObject({
      code: 2,
      err: 'romflow: smwc.requestDelay: is wrong\nromflow: --limit: is wrong\n',
    });
  });

  test('warns of a Node.js that can abort the run before the run begins, but not with --help', async () => {
    const { host, err } = fakeHost();
    const { commands, loaded } = table(() => Promise.resolve(0));
    expect(await dispatch(['status', '--help'], host, commands, '24.21.0')).toBe(0);
    expect(err()).toBe('');
    expect(await dispatch(['status'], host, commands, '24.21.0')).toBe(0);
    expect(err()).toMatch(/^romflow: Node\.js 24\.21\.0 can abort .*install 24\.22 or newer.*\n$/);
    expect(loaded).toEqual(['status']);
  });

  test('refuses a Node.js that is too old in one sentence, before anything is loaded', async () => {
    const { host, err } = fakeHost();
    const { commands, loaded } = table(() => Promise.resolve(0));
    expect(await dispatch(['--help'], host, commands, '18.20.8')).toBe(0);
    expect(err()).toBe('');
    expect(await dispatch(['doctor'], host, commands, '18.20.8')).toBe(2);
    expect(err()).toMatch(/^romflow: Node\.js 18\.20\.8 is too old.*install 20\.19 or newer.*\n$/);
    expect(loaded).toEqual([]);
  });

  test('no message controls the terminal', async () => {
    const { err } = await run('', () => Promise.reject(new ItemError('bad\u001b[2J\nname')));
    expect(err).toBe('romflow: bad name\n');
  });

  test('a bug shows its stack', async () => {
    const { code, err } = await run('', () => Promise.reject(new TypeError('x is not a function')));
    expect(code).toBe(1);
    expect(err).toMatch(/^romflow: This is a bug in romflow:\n/);
    expect(err).toContain('TypeError: x is not a function');
    expect(err).toContain('dispatch.test.ts');
  });

  test('too many open files are not reported as a bug, wherever the error occurs', async () => {
    const crowded = Object.assign(new Error('EMFILE: too many open files, open x.js'), { code: 'EMFILE' });
    expect(await run('', () => Promise.reject(crowded))).toMatchObject({
      code: 1,
      err: 'romflow: Too many files are open (EMFILE): raise the limit (ulimit -n), and run again.\n',
    });
  });

  test('a run that ends because its output is closed says nothing', async () => {
    const signal = AbortSignal.abort(new OutputClosedError('closed'));
    for (const error of [signal.reason, new InterruptedError('stopped')]) {
      const ended = await run('', () => Promise.reject(error instanceof Error ? error : new Error()), { signal });
      expect(ended).toMatchObject({ code: 0, out: '', err: '' });
    }
    const bug = await run('', () => Promise.reject(new TypeError('a bug')), { signal });
    expect(bug.err).toContain('a bug');
  });
});
