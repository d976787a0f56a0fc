import { expect, test } from 'vitest';
import { errorCode } from '../../src/files/errorCode.js';
import { moduleFailure } from '../../src/files/moduleFailure.js';

const FILE = '/opt/node_modules/better-sqlite3/build/Release/better_sqlite3.node';

test.each([
  [
    'built for another Node.js',
    'ERR_DLOPEN_FAILED',
    `The module '${FILE}'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\nNODE_MODULE_VERSION 127. Please try re-compiling or re-installing\nthe module (for instance, using \`npm rebuild\` or \`npm install\`).`,
    `The module '${FILE}' was compiled against a different Node.js version using NODE_MODULE_VERSION 115`,
  ],
  [
    'for another machine',
    'ERR_DLOPEN_FAILED',
    `${FILE}: cannot open shared object file: No such file or directory`,
    `${FILE}: cannot open shared object file: No such file or directory`,
  ],
  [
    'missing',
    'MODULE_NOT_FOUND',
    "Cannot find module 'better-sqlite3/build/Release/better_sqlite3.node'\nRequire stack:\n- /opt/chunks/look.js",
    "Cannot find module 'better-sqlite3/build/Release/better_sqlite3.node'",
  ],
  [
    'one of several, and missing',
    undefined,
    'No native build was found for platform=linux arch=x64 runtime=node abi=115\n    loaded from: /opt/node_modules/lzma-native\n',
    'No native build was found for platform=linux arch=x64 runtime=node abi=115\n    loaded from: /opt/node_modules/lzma-native',
  ],
])('%s', (_case, code, message, reason) => {
  const error = Object.assign(new Error(message), code === undefined ? {} : { code });
  expect(moduleFailure(error)).toBe(
    `A native module does not work with Node.js ${process.versions.node} (${reason.replace(/\n */, ' ')}): reinstall romflow with this Node.js (or run npm rebuild in its folder).`,
  );
  expect(errorCode(error)).toBeNull();
});

test('native modules may be disabled', () => {
  const error = new Error('Cannot load native addon because loading addons is disabled.');
  expect(moduleFailure(Object.assign(error, { code: 'ERR_DLOPEN_DISABLED' }))).toBe(
    'Native modules are disabled, and nothing works without them: remove --no-addons from NODE_OPTIONS.',
  );
});

test.each([
  new Error("Cannot find module './notes.js'"),
  Object.assign(new Error('no such file'), { code: 'ENOENT' }),
  'a text',
])('another error is not one: %s', (error) => {
  expect(moduleFailure(error)).toBeNull();
});
