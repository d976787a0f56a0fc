// Packs what the compiler made into few files, so that the program starts in half the time: most of a start is finding and
// reading modules, of which it has a thousand and needs a part. A file of its own for each command, read when it runs.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Native, or read only by who asks for them, or not to be taken apart: they stay where npm has put them. The dashboard's
 * hono would keep all of zod in what every command reads.
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
 * meow corrects the `package.json` that it is given as npm would, and sorts a list of licences before: a tenth of the time of
 * `--help`, at every start. Ours is right already.
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

/** What reads the command line for meow would refuse an old Node.js with a stack; romflow does so itself, in a sentence. */
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

/** better-sqlite3 looks for its native part in a dozen places by a package of its own: npm puts it into one. */
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

/** What packages take of Node and never use, such as `promisify(execFile)`, would be loaded at every start. */
const WITHOUT_UNUSED_PARTS_OF_NODE = {
  name: 'without-unused-parts-of-node',
  generateBundle: (_options, files) => {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/^import "node:\w+";\n/gm, '');
    }
  },
};

/** node-fetch brings streams for a Node that has none: more than all the rest of it, and read at every start that fetches. */
const WITHOUT_STREAMS_FOR_OLD_NODE = {
  name: 'without-streams-for-old-node',
  transform: {
    filter: { id: /[\\/](?:web-streams-polyfill[\\/]|fetch-blob[\\/]streams\.cjs$)/ },
    handler: () => 'module.exports = {};',
  },
};

/** What a thread of its own begins with: such a file must be there by its name. */
const THREADS = /(?:Worker|Thread)\.js$/;

const inPackage = (name, ...path) =>
  join(createRequire(import.meta.url).resolve(`${name}/package.json`), '..', ...path);

/** Of packages that give themselves to Node in another form than the one to be packed in. */
const FORMS = {
  // Otherwise as CommonJS, made for old engines, of which all would be packed in.
  rxjs: inPackage('rxjs', 'dist', 'esm', 'index.js'),
  // Otherwise as many files, most of them for a Redis.
  bottleneck: inPackage('bottleneck', 'light.js'),
};

const isExternal = (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`));

/** What the packing of the whole and that of a part have in common. */
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

/** The modules without which none of the files can begin, for each name of the input. */
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
 * One file each for what every start needs, what a look at the archive does, what both courses need, and what one of them
 * does: each file more takes a millisecond. Threads have little to read, and keep it for themselves.
 */
async function groupsOf(from, threads) {
  const inCommands = (name) => join(from, 'commands', name);
  const entries = { start: join(from, 'cli.js'), settings: join(from, 'config', 'settings.js') };
  const commands = { look: inCommands('status.js'), update: inCommands('update.js'), scrape: inCommands('scrape.js') };
  const needed = await neededBy({ ...entries, ...commands, ...threads });
  const apart = new Set(Object.keys(threads).flatMap((name) => [...needed[name]]));
  const has = (command, id) => needed[command].has(id) || needed.settings.has(id);
  const groups = {
    start: (id) => needed.start.has(id) && basename(id) !== 'cli.js',
    look: (id) => has('look', id),
    course: (id) => has('update', id) && has('scrape', id),
    archive: (id) => has('update', id),
    collection: (id) => has('scrape', id),
  };
  return Object.entries(groups).map(([name, belongs]) => ({ name, test: (id) => !apart.has(id) && belongs(id) }));
}

/**
 * @param {string} from - folder with the compiled `cli.js` and the modules below it
 * @param {string} to - folder for `cli.js`, and for `chunks/` beside it, as deep below the package as the modules were, so
 *   that `../../package.json` is the same file
 */
export async function bundle(from, to) {
  const paths = readdirSync(from, { recursive: true }).filter((path) => THREADS.test(String(path)));
  const threads = Object.fromEntries(paths.map((path) => [`chunks/${basename(path, '.js')}`, join(from, path)]));
  const build = await rolldown({ ...OPTIONS, input: { cli: join(from, 'cli.js'), ...threads } });
  const { output } = await build.write({
    dir: to,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: await groupsOf(from, threads), includeDependenciesRecursively: false },
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await build.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(join(to, 'licenses.txt'), licenses(modules));
}

/** The terms of every package of which something is packed in. */
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

/** A package's own terms, in a file or at the end of its readme, and those of what it has packed in itself, as meow does. */
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
