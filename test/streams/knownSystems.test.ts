import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemList } from '../../src/files/readSystemList.js';
import { ConfigError, UsageError } from '../../src/model/errors.js';
import { knownSystems } from '../../src/streams/knownSystems.js';
import { reports } from '../marbles.js';

let romRoot: string;
beforeEach(() => {
  romRoot = mkdtempSync(join(tmpdir(), 'romflow-known-'));
});
afterEach(() => {
  rmSync(romRoot, { recursive: true, force: true });
});

const system = (name: string, fullname = name, platform = name): string =>
  `<system><name>${name}</name><fullname>${fullname}</fullname><path>%ROMPATH%/${name}</path>` +
  `<extension>.rom</extension><platform>${platform}</platform></system>`;
const list = (path: string, ...systems: readonly string[]): SystemList => ({
  path,
  bytes: Buffer.from(`<systemList>${systems.join('')}</systemList>`),
});

/** The systems that result from the lists, with folders for some of them. */
function known(
  lists: readonly SystemList[],
  { wanted = [], folders = [] }: Partial<Record<'wanted' | 'folders', string[]>>,
) {
  for (const folder of folders) mkdirSync(join(romRoot, folder));
  const { events, report } = reports();
  const systems = knownSystems(lists, { wanted, romRoot, home: '/home' }, report);
  return { names: systems.map(({ name }) => name), systems, events };
}

describe('knownSystems', () => {
  it('returns those of the list that have a folder, with the site’s id', () => {
    const { systems, events } = known([list('/es.xml', system('snes'), system('nes'), system('gb'))], {
      folders: ['nes', 'snes'],
    });
    expect(systems).toEqual([
      {
        name: 'snes',
        fullname: 'snes',
        path: join(romRoot, 'snes'),
        extensions: ['.rom'],
        platforms: ['snes'],
        scraperId: '4',
      },
      expect.objectContaining({ name: 'nes', scraperId: '3' }),
    ]);
    expect(events).toEqual([]);
  });

  it('returns only those that are wanted, in the order of the list', () => {
    const lists = [list('/es.xml', system('snes'), system('nes'), system('gb'))];
    expect(known(lists, { folders: ['nes', 'snes', 'gb'], wanted: ['GB', 'snes'] }).names).toEqual(['snes', 'gb']);
  });

  it('combines several lists; of two systems with the same name, the first counts', () => {
    const own = list('/own.xml', system('nes', 'My own'));
    const bundled = list('/bundled.xml', system('gb'), system('nes', 'Theirs'));
    const { systems, events } = known([own, bundled], { folders: ['nes', 'gb'] });
    expect(systems.map(({ name, fullname }) => [name, fullname])).toEqual([
      ['nes', 'My own'],
      ['gb', 'gb'],
    ]);
    expect(events).toEqual([]);
  });

  it('uses only the first list when it says so', () => {
    const own = list('/own.xml', system('nes', 'My own'));
    const alone = { ...own, bytes: Buffer.concat([Buffer.from('<loadExclusive/>\n'), own.bytes]) };
    const bundled = list('/bundled.xml', system('gb'));
    expect(known([alone, bundled], { folders: ['nes', 'gb'] }).names).toEqual(['nes']);
    expect(() => known([alone, bundled], { wanted: ['gb'] })).toThrow(UsageError);
  });

  it.each([
    [[], []],
    [['gb'], ['there is no folder']],
  ])('leaves out those without a folder, and reports them only if they are wanted: %j', (wanted, reasons) => {
    const { names, events } = known([list('/es.xml', system('gb'), system('nes'))], { wanted, folders: ['nes'] });
    expect(names).toEqual(wanted.length === 0 ? ['nes'] : []);
    expect(events).toEqual(
      reasons.map((reason) => ({
        type: 'system.skipped',
        system: 'gb',
        failed: false,
        reason: `${reason} ${join(romRoot, 'gb')}`,
      })),
    );
  });

  it('leaves out, with a report, those whose folder is a dangling link, as to a disk that is not mounted', () => {
    const path = join(romRoot, 'gb');
    symlinkSync(join(romRoot, 'unmounted', 'gb'), path, 'junction');
    const { names, events } = known([list('/es.xml', system('gb'), system('nes'))], { folders: ['nes'] });
    expect(names).toEqual(['nes']);
    const reason = `its folder ${path} is a dangling link; mount the disk that it leads to, or remove the link`;
    expect(events).toEqual([{ type: 'system.skipped', system: 'gb', reason, failed: false }]);
  });

  it('returns none and warns when no system has a folder', () => {
    const { names, events } = known([list('/es.xml', system('gb'), system('nes'))], { folders: ['other'] });
    expect(names).toEqual([]);
    const message = `No system has a ROM folder: ${join(romRoot, 'gb')}, for example, does not exist.`;
    expect(events).toEqual([{ type: 'warning', message }]);
  });

  it.each([[[]], [['gb']]])('fails with a configuration error when not even paths.roms exists: %j', (wanted) => {
    rmSync(romRoot, { recursive: true });
    expect(() => known([list('/es.xml', system('gb'))], { wanted })).toThrow(ConfigError);
    expect(() => known([list('/es.xml', system('gb'))], { wanted })).toThrow(
      `paths.roms: there is no folder ${romRoot}; name the one that contains the systems' folders`,
    );
  });

  it('leaves out those that the site does not have, with one report for each', () => {
    const lists = [list('/es.xml', system('nes'), system('homebrew', 'Homebrew', 'unheard of'))];
    const { names, events } = known(lists, { folders: ['nes', 'homebrew'] });
    expect(names).toEqual(['nes']);
    expect(events).toEqual([
      { type: 'system.skipped', system: 'homebrew', reason: 'ScreenScraper has no such system', failed: false },
    ]);
  });

  it.each([[[]], [['nes']]])(
    'leaves out those whose platform says so, as ES-DE does, with one report for each: %j',
    (wanted) => {
      const lists = [list('/es.xml', system('snes'), system('nes', 'Nintendo', 'nes, Ignore'))];
      const { names, events } = known(lists, { folders: ['nes', 'snes'], wanted });
      expect(names).toEqual(wanted.length === 0 ? ['snes'] : []);
      const reason = 'its platform in es_systems.xml is “ignore”';
      expect(events).toEqual([{ type: 'system.skipped', system: 'nes', reason, failed: false }]);
    },
  );

  it('warns of each bad entry, naming the list that it is in', () => {
    const lists = [list('/es.xml', '<system><name>bad</name></system>', system('nes'))];
    const { names, events } = known(lists, { folders: ['nes'] });
    expect(names).toEqual(['nes']);
    expect(events).toMatchObject([{ type: 'warning' }]);
    expect(JSON.stringify(events)).toContain('/es.xml: es_systems: system \\"bad\\" has no usable');
  });

  it.each<[string, readonly SystemList[]]>([
    ['one is empty', [list('/es.xml')]],
    ['all are bad', [list('/es.xml', '<system/>'), list('/other.xml', '<system/>')]],
  ])('fails with a configuration error when the lists have no systems: %s', (_, lists) => {
    expect(() => known(lists, {})).toThrow(ConfigError);
    const both = [list('/a.xml'), list('/b.xml')];
    expect(() => known(both, {})).toThrow(/^paths\.es_systems: there is no usable system in \/a\.xml, \/b\.xml$/);
    for (const { path } of lists) expect(() => known(lists, {})).toThrow(path);
  });

  it.each(['<systemList>', '<other/>', ''])(
    'fails with an error that names the list when a list cannot be parsed: %j',
    (text) => {
      const lists = [list('/good.xml', system('nes')), { path: '/bad.xml', bytes: Buffer.from(text) }];
      expect(() => known(lists, {})).toThrow(ConfigError);
      expect(() => known(lists, {})).toThrow(/^\/bad\.xml: es_systems: 1:/);
    },
  );

  it('fails with a usage error when a wanted system is unknown', () => {
    const lists = [list('/es.xml', system('nes'), system('snes'))];
    expect(() => known(lists, { wanted: ['nes', 'sness'] })).toThrow(UsageError);
    expect(() => known(lists, { wanted: ['nes', 'sness'] })).toThrow(/"sness" \(did you mean snes/);
  });
});
