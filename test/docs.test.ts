import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { COMMANDS } from '../src/commands/table.js';
import { environmentKeys, scrapeVariables } from '../src/config/environment.js';
import { fileSections } from '../src/config/fileKeys.js';
import { SCRAPE_DEFAULTS, scrapeSections } from '../src/config/scrapeKeys.js';
import { loadSettings } from '../src/config/settings.js';
import * as errors from '../src/model/errors.js';
import { eventBody, runEvent } from '../src/model/events.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const README = read('README.md');
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'CHANGELOG.md', ...DOCS.map((name) => `docs/${name}`)];

const words = z.record(z.string(), z.string());
const manifest = z
  .object({ version: z.string(), scripts: words, dependencies: words, devDependencies: words })
  .parse(JSON.parse(read('package.json')));

/** The first group of each match of a pattern. */
const caught = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, group = '']) => group);

const withoutCode = (markdown: string): string => markdown.replace(/^```[^]*?^```$/gm, '');

/** The anchor that GitHub gives to a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');

describe.each(PAGES)('%s', (page) => {
  const links = caught(withoutCode(read(page)), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));

  it('has no broken links', () => {
    const broken = links.filter((link) => {
      const [path = '', heading] = link.split('#');
      const file = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
      if (!existsSync(file)) return true;
      if (heading === undefined) return false;
      return !caught(withoutCode(readFileSync(file, 'utf8')), /^#+ (.*)$/gm).some((text) => anchor(text) === heading);
    });
    expect(broken).toEqual([]);
  });
});

describe('README.md', () => {
  it.each(Object.entries(COMMANDS))('names the command %s and its flags', (name, { help }) => {
    const flags = caught(help, /^ {2}(?:-\w, )?(--[a-z-]+)/gm);
    expect(README).toMatch(new RegExp(`^\\| \`romflow ${name}\\b`, 'm'));
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.filter((flag) => !README.includes(flag))).toEqual([]);
  });

  it('names every npm script, and none that does not exist', () => {
    const named = [...caught(README, /npm run ([a-z:]+)/g), ...caught(README, /npm (test)\b/g)];
    const behindTheScenes = ['prepack'];
    expect(new Set(named)).toEqual(
      new Set(Object.keys(manifest.scripts).filter((script) => !behindTheScenes.includes(script))),
    );
  });

  it('shows the configuration with its defaults', async () => {
    const [block = ''] = caught(README, /^```json\n([^]*?)^```$/gm);
    // Every key must be there, and no other.
    const { smwc, baseRom, paths, processing, redis } = z
      .strictObject(fileSections)
      .parse(JSON.parse(block.replace('<version>', manifest.version)));

    const nowhere = join(tmpdir(), 'romflow-no-such-folder');
    const settings = await loadSettings({ flags: {}, env: {}, cwd: nowhere }, 8);
    expect(settings).toMatchObject({
      smwc,
      baseRom: { ...baseRom, path: join(nowhere, baseRom.path) },
      paths: Object.fromEntries(Object.entries(paths).map(([key, path]) => [key, join(nowhere, path)])),
      processing,
      redis,
    });
  });

  it('names every environment variable', () => {
    const variables = caught(README, /^\| `([A-Z_]+)`/gm);
    expect(variables).toEqual(expect.arrayContaining(Object.keys(environmentKeys.shape)));
    for (const variable of Object.keys(scrapeVariables.shape)) expect(README).toContain(`\`${variable}\``);
  });
});

describe('docs/scrape.md', () => {
  const rows = read('docs/scrape.md')
    .split('\n')
    .flatMap((line) => {
      const [, key = '', fallback = ''] = /^\| `([a-z]+\.\w+)` .*\|([^|]*)\|$/.exec(line) ?? [];
      return key === '' ? [] : [{ key, fallback: /^`(.*)`$/.exec(fallback.trim())?.[1] ?? null }];
    });
  const keys = Object.entries(scrapeSections).flatMap(([section, { shape }]) =>
    Object.keys(shape).map((key) => `${section}.${key}`),
  );
  const defaults = new Map(
    Object.entries(SCRAPE_DEFAULTS).flatMap(([section, values]) =>
      Object.entries(values).map(([key, value]): [string, unknown] => [`${section}.${key}`, value]),
    ),
  );

  it('describes every key of the configuration, and no other', () => {
    expect(rows.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  });

  it.each(rows.filter(({ fallback }) => fallback !== null))('gives the default of $key', ({ key, fallback }) => {
    expect(parseYaml(fallback ?? '')).toEqual(defaults.get(key));
  });

  it('gives a default for more than 25 keys', () => {
    expect(rows.filter(({ fallback }) => fallback !== null).length).toBeGreaterThan(25);
  });
});

describe('docs/events.md', () => {
  const sections = new Map(
    read('docs/events.md')
      .split(/^### /m)
      .slice(1)
      .map((section) => [/^`([\w.]+)`$/m.exec(section)?.[1] ?? section, section]),
  );
  const types = eventBody.options.map(({ shape }) => ({
    type: shape.type.value,
    fields: Object.keys(shape).filter((field) => field !== 'type'),
  }));

  it('has a heading for every type of event, and no other', () => {
    expect([...sections.keys()].toSorted()).toEqual(types.map(({ type }) => type).toSorted());
  });

  it.each(types)('describes the fields of $type', ({ type, fields }) => {
    expect(caught(sections.get(type) ?? '', /^\| `(\w+)`/gm).toSorted()).toEqual(fields.toSorted());
  });

  it.each(types)('shows $type as it is printed', ({ type }) => {
    const [block = ''] = caught(sections.get(type) ?? '', /^```ndjson\n([^]*?)^```$/gm);
    const examples = block.trim().split('\n');
    for (const example of examples) {
      const line: unknown = JSON.parse(example);
      const event = runEvent.parse(line);
      expect(event.type).toBe(type);
      expect(event, 'a field that events do not have').toEqual(line);
    }
  });
});

describe('docs/dependencies.md', () => {
  it('gives every package and its version line, and no other', () => {
    const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| ([\d.]+) +\|/gm)];
    const documented = new Map(rows.map(([, name = '', line = '']) => [name, line]));
    const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
    expect([...documented.keys()].toSorted()).toEqual(Object.keys(pinned).toSorted());
    const strayed = Object.entries(pinned).filter(
      ([name, version]) => !`${version}.`.startsWith(`${documented.get(name) ?? ''}.`),
    );
    expect(strayed).toEqual([]);
  });
});

describe('docs/guarantees.md', () => {
  it('names no test that does not exist', () => {
    const named = [...read('docs/guarantees.md').matchAll(/`(test\/[^`]+)`(?: "([^"]+)")?/g)];
    const gone = named.filter(
      ([, path = '', title = '']) => !existsSync(join(ROOT, path)) || (title !== '' && !read(path).includes(title)),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(gone.map(([place]) => place)).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('gives the policy of every error class', () => {
    const kinds = ['RomflowError', 'ItemError', 'RunError', 'HttpError'];
    const named = caught(read('docs/architecture.md'), /^\| `(\w+Error)` /gm);
    expect(named.toSorted()).toEqual(
      Object.keys(errors)
        .filter((name) => !kinds.includes(name))
        .toSorted(),
    );
  });

  it('names item errors first', () => {
    const named = caught(read('docs/architecture.md'), /^\| `(\w+Error)` /gm);
    const ofItem = Object.entries(errors).filter(
      ([name, kind]) => kind.prototype instanceof errors.ItemError && name !== 'HttpError',
    );
    expect(named.slice(0, named.indexOf('RateLimitedError') + 1).toSorted()).toEqual(
      ofItem.map(([name]) => name).toSorted(),
    );
  });

  it('has a row for every folder of src', () => {
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
    expect(caught(read('docs/architecture.md'), /^\| `([\w.]+\/?)` +\|.*\|.*\|$/gm)).toEqual(
      expect.arrayContaining(rooms),
    );
  });
});

describe('docs/formats.md', () => {
  it.each(['rhdata.sql', 'patchbin.sql'])('names every table of %s', (script) => {
    const tables = caught(read(`sql/${script}`), /^CREATE TABLE IF NOT EXISTS (\w+)/gm);
    const formats = read('docs/formats.md');
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((table) => !formats.includes(`\`${table}\``))).toEqual([]);
  });
});
