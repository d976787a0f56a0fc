// Bundles the compiler's output into a few files, so that the program starts in half the time: most of startup is finding and
// reading modules, of which it has a thousand and needs only some. Each command has a file of its own, loaded when it runs.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Packages that are native, needed only by some commands, or not bundleable: they stay where npm installed them. The
 * dashboard's hono would keep all of zod in the chunk that every command loads.
 */
const EXTERNAL = [
  '@hono/node-server',
  '@hono/zod-openapi',
  'better-sqlite3/build/Release/better_sqlite3.node',
  'bullmq',
  'hono',
  'ink',
  'ioredis',
  'lzma-native',
  'piscina',
  'react',
  'yauzl-promise',
];

/**
 * meow normalizes the `package.json` that it is given, as npm would, and first sorts a list of licenses: a tenth of the time
 * of `--help`, at every start. Ours is already normalized.
 */
const WITHOUT_CORRECTION = {
  name: 'without-correction',
  transform: {
    filter: { id: /[\\/]meow[\\/]build[\\/]dependencies\.js$/ },
    handler: (code) => {
      const without = code.replace(
        'var normalizeExports = requireNormalize();',
        'var normalizeExports = () => undefined;',
      );
      if (without === code) throw new Error('meow corrects package.json in another way now: mend scripts/bundle.js.');
      return without;
    },
  },
};

/** meow's argument parser would reject an old Node.js with a stack trace; romflow does so itself, in a sentence. */
const WITHOUT_REFUSAL = {
  name: 'without-refusal',
  transform: {
    filter: { id: /[\\/]meow[\\/]build[\\/]dependencies\.js$/ },
    handler: (code) => {
      const without = code.replace('if (major < minNodeVersion)', 'if (false)');
      if (without === code) throw new Error('meow refuses an old Node.js in another way now: mend scripts/bundle.js.');
      return without;
    },
  },
};

/** better-sqlite3 has a package that searches a dozen places for its native addon; npm always puts it in the same one. */
const WITHOUT_SEARCH = {
  name: 'without-search',
  transform: {
    filter: { id: /[\\/]better-sqlite3[\\/]lib[\\/]database\.js$/ },
    handler: (code) => {
      const without = code.replace(
        "require('bindings')('better_sqlite3.node')",
        "require('better-sqlite3/build/Release/better_sqlite3.node')",
      );
      if (without === code)
        throw new Error('better-sqlite3 finds its native part in another way now: mend scripts/bundle.js.');
      return without;
    },
  },
};

/** Node modules that packages import but never use, as for `promisify(execFile)`, would be loaded at every start. */
const WITHOUT_UNUSED_PARTS_OF_NODE = {
  name: 'without-unused-parts-of-node',
  generateBundle: (_options, files) => {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/^import "node:\w+";\n/gm, '');
    }
  },
};

/** node-fetch includes streams for old versions of Node: more than the rest of it, and loaded by every run that fetches. */
const WITHOUT_STREAMS_FOR_OLD_NODE = {
  name: 'without-streams-for-old-node',
  transform: {
    filter: { id: /[\\/](?:web-streams-polyfill[\\/]|fetch-blob[\\/]streams\.cjs$)/ },
    handler: () => 'module.exports = {};',
  },
};

/** Entry points of worker threads, which must exist under their own names. */
const THREADS = ['files/hashWorker.js', 'workbench/benchThread.js'];

const inPackage = (name, ...path) =>
  join(createRequire(import.meta.url).resolve(`${name}/package.json`), '..', ...path);

/** Packages of which Node would get a different build from the one to bundle. */
const FORMS = {
  // By default CommonJS for old engines, which would be bundled whole.
  rxjs: inPackage('rxjs', 'dist', 'esm', 'index.js'),
  // By default many files, most of them for Redis.
  bottleneck: inPackage('bottleneck', 'light.js'),
};

const isExternal = (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`));

/** Options common to all builds. */
const OPTIONS = {
  platform: 'node',
  external: isExternal,
  resolve: { alias: FORMS },
  plugins: [
    WITHOUT_CORRECTION,
    WITHOUT_REFUSAL,
    WITHOUT_SEARCH,
    WITHOUT_STREAMS_FOR_OLD_NODE,
    WITHOUT_UNUSED_PARTS_OF_NODE,
  ],
  treeshake: { manualPureFunctions: ['promisify'] },
  preserveEntrySignatures: 'allow-extension',
  logLevel: 'warn',
};

/** For each entry of the input, the modules that it loads statically. */
async function neededBy(input) {
  const build = await rolldown({ ...OPTIONS, input });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
  const modules = Object.keys(input).map((name) => {
    const reached = new Set([...chunks.values()].filter((chunk) => chunk.isEntry && chunk.name === name));
    for (const { imports } of reached) for (const file of imports) if (chunks.has(file)) reached.add(chunks.get(file));
    return [name, new Set([...reached].flatMap(({ moduleIds }) => moduleIds))];
  });
  return Object.fromEntries(modules);
}

/**
 * One chunk each for what every start needs, what a look at the archive shares with a course, what both courses need, and what
 * only one of them needs: each further file costs a millisecond.
 */
async function groupsOf(from) {
  const inCommands = (name) => join(from, 'commands', name);
  const entries = { start: join(from, 'cli.js'), settings: join(from, 'config', 'settings.js') };
  const commands = { look: inCommands('status.js'), update: inCommands('update.js'), scrape: inCommands('scrape.js') };
  const needed = await neededBy({ ...entries, ...commands });
  const has = (command, id) => needed[command].has(id) || needed.settings.has(id);
  const groups = {
    start: (id) => needed.start.has(id) && basename(id) !== 'cli.js',
    look: (id) => has('look', id) && (has('update', id) || has('scrape', id)),
    course: (id) => has('update', id) && has('scrape', id),
    archive: (id) => has('update', id),
    collection: (id) => has('scrape', id),
  };
  return Object.entries(groups).map(([name, test]) => ({ name, test }));
}

/**
 * @param {string} from - folder with the compiled `cli.js` and the modules below it
 * @param {string} to - folder for `cli.js` and `chunks/`, at the same depth below the package as the modules, so that
 *   `../../package.json` is the same file
 */
export async function bundle(from, to) {
  const program = await packed({ cli: join(from, 'cli.js') }, to, {
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: await groupsOf(from), includeDependenciesRecursively: false },
  });
  // Apart, with copies of what they share with the program, which would otherwise have that in many small files.
  const threads = await packed(
    Object.fromEntries(THREADS.map((path) => [`chunks/${basename(path, '.js')}`, join(from, path)])),
    to,
    { chunkFileNames: 'threads/[name].js' },
  );
  writeFileSync(join(to, 'licenses.txt'), licenses([...program, ...threads]));
}

/** Bundles the entries, and returns the paths of all modules in them. */
async function packed(input, to, options) {
  const build = await rolldown({ ...OPTIONS, input });
  const { output } = await build.write({
    dir: to,
    format: 'esm',
    entryFileNames: '[name].js',
    comments: { legal: true, annotation: false, jsdoc: false },
    ...options,
  });
  await build.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/** The license terms of every package of which something is bundled. */
function licenses(modules) {
  const folders = new Set(modules.flatMap((id) => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id) ?? []));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version} (${license})\n\n${termsIn(folder)}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** A package's own terms, from a file or the end of its readme, and those of what it bundles itself, as meow does. */
function termsIn(folder) {
  const read = (path) => readFileSync(join(folder, path), 'utf8').trim();
  const files = readdirSync(folder, { recursive: true }).map(String);
  const own = files.filter((path) => /^licen[cs]e/i.test(path)).slice(0, 1);
  const packed = files.filter((path) => /^build[\\/]licenses\.md$/.test(path));
  const readme = own.length > 0 ? undefined : files.find((path) => /^readme\.md$/i.test(path));
  const [, inReadme = ''] = (readme && /^(?:#+ )?licen[cs]e\n(?:-+\n)?([^]*)/im.exec(read(readme))) || [];
  return [...own.map(read), inReadme.trim(), ...packed.map(read)].filter((text) => text !== '').join('\n\n');
}

const [, script = '', from, to] = process.argv;
if (import.meta.url === pathToFileURL(resolve(script)).href) await bundle(resolve(from), resolve(to));
