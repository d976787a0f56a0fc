import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEsSystems } from '../../src/formats/esSystems.js';
import { scraperIdOf } from '../../src/formats/systemIds.js';
import { ConfigError } from '../../src/model/errors.js';

const ROOT = resolve('/roms');
const HOME = resolve('/home/user');

const parse = (source: string | Buffer) => parseEsSystems(Buffer.from(source), ROOT, HOME);

const system = (fields: Readonly<Record<string, string>> = {}): string => {
  const all = { name: 'nes', fullname: 'NES', path: '%ROMPATH%/nes', extension: '.nes', platform: 'nes', ...fields };
  return `<system>${Object.entries(all)
    .map(([field, text]) => `<${field}>${text}</${field}>`)
    .join('')}</system>`;
};
const list = (...systems: readonly string[]): string =>
  `<?xml version="1.0"?>\n<systemList>\n${systems.join('\n')}\n</systemList>\n`;
const only = (fields: Readonly<Record<string, string>>) => {
  const { systems, problems } = parse(list(system(fields)));
  expect(problems).toEqual([]);
  return systems[0];
};

describe('parseEsSystems', () => {
  it('reads a system', () => {
    const { systems, problems } = parse(
      list(
        system({
          fullname: 'Nintendo &amp; Co',
          extension: '\n .NES .ZIP,\t.Nes ',
          platform: ' NES , Famicom,',
          command: '%EMULATOR% %ROM%',
        }),
      ),
    );
    expect(problems).toEqual([]);
    expect(systems).toEqual([
      {
        name: 'nes',
        fullname: 'Nintendo & Co',
        path: join(ROOT, 'nes'),
        extensions: ['.nes', '.zip', '.nes'],
        platforms: ['nes', 'famicom'],
      },
    ]);
  });

  it.each([
    ['%rompath%\\nes', join(ROOT, 'nes')],
    ['%ROMPATH%/nes', join(ROOT, 'nes')],
    ['%RomPath%nes', join(ROOT, 'nes')],
    ['%ROMPATH%', ROOT],
    ['%ROMPATH%//nes/../snes/', join(ROOT, 'snes')],
    ['%ROMPATH%\\a\\b c', join(ROOT, 'a', 'b c')],
    ['~', HOME],
    ['~/roms/nes', join(HOME, 'roms', 'nes')],
    ['~\\roms', join(HOME, 'roms')],
    ['~nes', join(ROOT, '~nes')],
    ['./nes', join(ROOT, 'nes')],
    ['/media/../nes', resolve('/nes')],
  ])('resolves the path %s to %s', (path, folder) => {
    expect(only({ path })?.path).toBe(folder);
  });

  it('keeps a dollar sign in the ROM folder', () => {
    const root = resolve('/roms/$&$1');
    expect(parseEsSystems(Buffer.from(list(system())), root, HOME).systems[0]?.path).toBe(join(root, 'nes'));
  });

  it.each(['name', 'fullname', 'path', 'extension', 'platform'])('reports a system without <%s>', (field) => {
    const { systems, problems } = parse(list(system({ name: 'gb' }), system({ [field]: ' ' })));
    expect(systems.map(({ name }) => name)).toEqual(['gb']);
    const called = field === 'name' ? '2' : '"nes"';
    expect(problems).toEqual([`es_systems: system ${called} has no usable <${field}> and is skipped.`]);
  });

  it.each([
    [{ name: '..' }, 'system ".." has no usable <name>'],
    [{ name: 'a/b' }, 'system "a/b" has no usable <name>'],
    [{ name: 'a\\b' }, 'system "a\\\\b" has no usable <name>'],
    [{ extension: 'nes zip' }, 'system "nes" has no usable <extension>'],
    [{ platform: ' , ' }, 'system "nes" has no usable <platform>'],
    [{ path: '', fullname: '', platform: '' }, 'system "nes" has no usable <fullname>, <path>, and <platform>'],
  ])('reports %j', (fields, problem) => {
    const problems = [`es_systems: ${problem} and is skipped.`];
    expect(parse(list(system(fields)))).toEqual({ systems: [], problems, exclusive: false });
  });

  it('reports several mistakes in one system once each', () => {
    expect(parse(list('<system/>')).problems).toEqual([
      'es_systems: system 1 has no usable <name>, <fullname>, <path>, <extension>, and <platform> and is skipped.',
    ]);
  });

  it('prefers the first of two systems with the same name', () => {
    const { systems, problems } = parse(list(system({ fullname: 'first' }), system({ fullname: 'second' })));
    expect(systems.map(({ fullname }) => fullname)).toEqual(['first']);
    expect(problems).toEqual(['es_systems: system "nes" is listed more than once, and only its first entry counts.']);
  });

  it('skips a byte order mark and comments, and recognizes a list that wants to be the only one', () => {
    const source = `\uFEFF<?xml version="1.0"?>\r\n<loadExclusive/>\r\n<systemList><!-- <system/> -->${system()}<other/></systemList>`;
    expect(parse(source)).toMatchObject({ systems: [{}], exclusive: true });
    expect(parse('<systemList/>')).toEqual({ systems: [], problems: [], exclusive: false });
  });

  it('reads a list that is not quite XML, as ES-DE does', () => {
    const source = `<!-- mine -->\n<?xml version="1.0"?>\n<systemList>${system({ fullname: 'Game & Watch' })}
      <!-- <command>%EMULATOR_X% --fullscreen %ROM%</command> --></systemList>`;
    expect(parse(source)).toMatchObject({ systems: [{ fullname: 'Game & Watch' }], problems: [] });
  });

  it.each([
    ['', /^es_systems: 1:1: there is no <systemList>/],
    [
      '<?xml version="1.0"?>\n  <gameList/>',
      /^es_systems: 2:3: unexpected <gameList>, where only one <systemList> is allowed/,
    ],
    [
      '<systemList/>\n<systemList/>',
      /^es_systems: 2:1: unexpected <systemList>, where only one <systemList> is allowed/,
    ],
    ['<systemList>\n<system>\n</systemList>', /^es_systems: 3:\d+: /],
    ['<systemList>&nope;<</systemList>', /^es_systems: 1:\d+: /],
    ['<!DOCTYPE a [<!ENTITY b "b">]><systemList/>', /^es_systems: 1:\d+: /],
    [Buffer.from('<systemList/>', 'utf16le'), /^es_systems: /],
    [Buffer.from([0xff, 0xfe, 0x3c, 0x00]), /^es_systems: it is not UTF-8 text/],
  ])('refuses %j', (source, message) => {
    expect(() => parse(source)).toThrow(ConfigError);
    expect(() => parse(source)).toThrow(message);
  });
});

/** Facts about each system of ES-DE's own list: name, platforms, number of extensions, ScreenScraper's id or `-`. */
const facts = readFileSync(new URL('../golden/es-de/systems.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [name = '', platform = '', extensions = '', id = ''] = line.split('\t');
    return { name, platform, extensions: Number(extensions), id: id === '-' ? null : id };
  });

const NOT_KNOWN = ['chailove', 'mess', 'mugen'];

describe('ES-DE’s own systems', () => {
  const entry = ({ name, platform, extensions }: (typeof facts)[number]): string => `
    <!-- ${name}: an emulator for it -->
    <system>
        <name>${name}</name>
        <fullname>The ${name}</fullname>
        <path>%ROMPATH%/${name}</path>
        <extension>${Array.from({ length: extensions }, (_, index) => `.${'xX'.charAt(index % 2)}${index}`).join(' ')}</extension>
        <command label="One [Standalone]">%EMULATOR_ONE% -rompath %GAMEDIR%\\;%ROMPATH%/${name} %ROM%</command>
        <!-- <command label="Two">%EMULATOR_TWO% %ROM%</command> -->
        <platform>${platform}</platform>
        <theme>${name}</theme>
    </system>`;

  const { systems, problems } = parse(list(...facts.map(entry)));

  it('number 169, of which ScreenScraper knows 166', () => {
    expect(problems).toEqual([]);
    expect(systems).toHaveLength(169);
    expect(systems.filter((one) => scraperIdOf(one) === null).map(({ name }) => name)).toEqual(NOT_KNOWN);
  });

  it('are read with their paths, extensions and ids', () => {
    const read = systems.map((one) => ({
      name: one.name,
      path: one.path,
      extensions: one.extensions.length,
      id: scraperIdOf(one),
    }));
    expect(read).toEqual(facts.map(({ name, extensions, id }) => ({ name, path: join(ROOT, name), extensions, id })));
  });

  const file = process.env.ES_SYSTEMS_XML;

  it('match the file that ES_SYSTEMS_XML names', ({ skip }) => {
    if (file === undefined) return skip('ES_SYSTEMS_XML does not name an es_systems.xml of ES-DE');
    const real = parseEsSystems(readFileSync(file), ROOT, HOME);
    expect(real.problems).toEqual([]);
    expect(
      real.systems.map((one) => ({ name: one.name, extensions: one.extensions.length, id: scraperIdOf(one) })),
    ).toEqual(facts.map(({ name, extensions, id }) => ({ name, extensions, id })));
  });
});
