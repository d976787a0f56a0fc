import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { summary } from '../../src/dashboard/api/summary.js';
import { statusReport } from '../../src/model/status.js';
import { type Ended, type Surroundings, romflow, startRomflow } from './program.js';
import { bound, expectRefusal, giveAway } from './refusal.js';
import { smallArchive } from './smallArchive.js';
import { mayMount, smallDisk } from './smallDisk.js';
import { treeState } from './treeState.js';
import { newFolder } from './workplace.js';

const archive = smallArchive(['36840', '33105', '29633']);

/** Removes all write permissions from a folder and everything in it, until the test has finished. */
function protect(root: string): void {
  const change = (bits: number): void => {
    for (const name of ['', ...readdirSync(root, { recursive: true }).map(String)]) chmodSync(join(root, name), bits);
  };
  change(0o555);
  onTestFinished(() => {
    change(0o755);
  });
}

/** An archive to which nobody may write, and surroundings to run the program on it from a folder of the user's own. */
interface ReadOnly {
  readonly root: string;
  readonly own: string;
  readonly around: Surroundings;
}

function readOnly(make: (own: string) => { readonly root: string; readonly seal: () => void }): ReadOnly {
  const own = newFolder();
  const temp = join(own, 'tmp');
  mkdirSync(temp);
  const { root, seal } = make(own);
  giveAway(own);
  seal();
  const env = { HOME: own, XDG_STATE_HOME: join(own, 'state'), TMPDIR: temp };
  return { root, own, around: { cwd: root, env, ...bound } };
}

const withoutWriteBits = (own: string): { readonly root: string; readonly seal: () => void } => {
  const root = join(own, 'archive');
  cpSync(archive.copy().root, root, { recursive: true });
  return {
    root,
    seal: () => {
      protect(root);
    },
  };
};

const onReadOnlyDisk = (own: string): { readonly root: string; readonly seal: () => void } => {
  const root = join(own, 'archive');
  const disk = smallDisk(root, 64 * 1024 * 1024);
  cpSync(archive.copy().root, root, { recursive: true });
  return {
    root,
    seal: () => {
      disk.change('ro');
    },
  };
};

/** Asserts that a command succeeds, without changing the archive or leaving anything in the temporary folder. */
async function well({ root, own, around }: ReadOnly, words: readonly string[]): Promise<Ended> {
  const before = treeState(root);
  const ended = await romflow(words, around);
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(treeState(root)).toEqual(before);
  expect(readdirSync(join(own, 'tmp'))).toEqual([]);
  return ended;
}

const mounts = mayMount();
const makers = [
  ['without write bits', process.platform !== 'win32', withoutWriteBits],
  ['on a read-only disk (left out where none may be mounted)', mounts, onReadOnlyDisk],
] as const;

for (const [name, possible, make] of makers) {
  describe.skipIf(!possible)(`an archive ${name}`, () => {
    test('can be inspected with status and verify', async () => {
      const place = readOnly(make);
      const { out } = await well(place, ['status', '--json']);
      expect(statusReport.parse(JSON.parse(out))).toMatchObject({
        holds: { games: 2, versions: 2, patches: 4, blobs: 4, attachments: 4 },
        sizes: { databases: { files: 2 } },
      });
      expect((await well(place, ['verify'])).out).toContain('verify: nothing is damaged\n');
    });

    test('can be read with export and publish', async () => {
      const place = readOnly(make);
      await well(place, ['export', '36840', '-o', place.own]);
      expect(readdirSync(place.own).some((name) => name.endsWith('.sfc'))).toBe(true);
      const roms = join(place.own, 'ROMs', 'snes');
      const lists = join(place.own, 'gamelists');
      await well(place, ['publish', '--to', roms, '--gamelists', lists, '--no-screenshots']);
      expect(existsSync(join(lists, 'snes', 'gamelist.xml'))).toBe(true);
    });

    test('can be served', async () => {
      const { around, own } = readOnly(make);
      const server = startRomflow(['serve', '--port', '0'], around);
      const url = /http:\/\/\S+/.exec(await server.said('/\n'))?.[0] ?? '';
      const shown = summary.parse(await (await fetch(`${url}api/summary`)).json());
      server.signal('SIGINT');
      expect(await server.ended).toMatchObject({ code: 0 });
      expect(shown.holds).toMatchObject({ games: 2, blobs: 4 });
      expect(readdirSync(join(own, 'tmp'))).toEqual([]);
    });
  });
}

test.skipIf(process.platform === 'win32')(
  'an archive that may not be read is not mistaken for one that does not exist yet',
  async () => {
    const { root, own, around } = readOnly(withoutWriteBits);
    chmodSync(join(root, 'electron'), 0o600);
    const commands = [['status'], ['verify'], ['export', '36840', '-o', own]];
    const all = await Promise.all(commands.map((words) => romflow(words, around)));
    for (const refused of all)
      expectRefusal(refused, /^romflow: Cannot read \S+rhdata\.db: you have no read permission; /);
  },
);
