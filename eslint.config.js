import boundaries from 'eslint-plugin-boundaries';
import rxjsX from 'eslint-plugin-rxjs-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { compilerRule } from './scripts/compilerRule.js';

/** The layers of docs/architecture.md: what each room may import besides itself. */
const layers = {
  commands: [
    'config',
    'demo',
    'dashboard',
    'streams',
    'operators',
    'verify',
    'sinks',
    'view',
    'workbench',
    'http',
    'archive',
    'files',
    'formats',
    'model',
  ],
  demo: ['files', 'formats', 'model'],
  dashboard: ['archive', 'files', 'formats', 'model'],
  config: ['formats', 'model'],
  streams: ['operators', 'verify', 'sinks', 'view', 'workbench', 'http', 'archive', 'files', 'formats', 'model'],
  operators: ['http', 'archive', 'files', 'formats', 'model'],
  verify: ['archive', 'files', 'formats', 'model'],
  sinks: ['view', 'archive', 'files', 'formats', 'model'],
  workbench: ['files', 'formats', 'model'],
  view: ['formats', 'model'],
  http: ['model'],
  archive: ['files', 'formats', 'model'],
  files: ['formats', 'model'],
  formats: ['model'],
  model: [],
};

const rooms = (...types) => types.map((type) => ({ to: { element: { type } } }));

/** The modules that lead outside, by the only room that may import them. */
const RESERVED = {
  http: ['node-fetch', 'node:http', 'node:https', 'node:net'],
  archive: ['better-sqlite3'],
  workbench: ['bullmq', 'ioredis'],
};
/** @param owner - the room whose own modules stay allowed */
const outside = (owner) => Object.entries(RESERVED).flatMap(([room, modules]) => (room === owner ? [] : modules));
const banned = (modules, message) => ['error', { patterns: [{ group: modules, message }] }];
const ONLY_THERE = 'Only src/http and src/workbench open connections, only src/archive speaks SQL.';
/** @param files - of the room, or of one with the same privileges */
const allowed = (files, owner) => ({ files, rules: { 'no-restricted-imports': banned(outside(owner), ONLY_THERE) } });
/** Takes a third of a second to load, so only the code that has detected a terminal may load it. */
const TERMINAL_ONLY = ['ink', 'react', 'react/*', '**/sinks/terminal/*'];
const SCREEN_BY_IMPORT = [
  'error',
  { patterns: [{ group: TERMINAL_ONLY, allowTypeImports: true, message: 'Load the screen with import().' }] },
];

export default defineConfig(
  { ignores: ['build', 'dist', 'dist-bench', 'coverage', 'node_modules'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.recommended],
    languageOptions: { parserOptions: { project: ['tsconfig.json', 'web/tsconfig.json'] } },
    plugins: { compiler: { rules: { types: compilerRule } } },
    rules: {
      'compiler/types': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
        {
          selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
          message: 'Set process.exitCode: process.exit loses what is still being written.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/elements': Object.keys(layers).map((room) => ({ type: room, pattern: `src/${room}` })),
      'boundaries/files': [{ category: 'front door', pattern: 'src/cli.ts' }],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            { from: { file: { categories: 'front door' } }, allow: rooms('commands', 'model') },
            ...Object.entries(layers).map(([room, allowed]) => ({
              from: { element: { type: room } },
              allow: rooms(room, ...allowed),
            })),
          ],
        },
      ],
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/no-unknown-files': 'error',
    },
  },
  allowed(['src/**/*.ts', 'src/**/*.tsx'], null),
  // The demo's stand-in sites are servers.
  allowed(['src/http/**/*.ts', 'src/demo/**/*.ts'], 'http'),
  allowed(['src/archive/**/*.ts'], 'archive'),
  allowed(['src/workbench/**/*.ts'], 'workbench'),
  {
    files: ['src/formats/**/*.ts'],
    rules: {
      'no-restricted-imports': banned(
        [...outside(null), 'rxjs', 'node:fs', 'node:fs/*', 'node:child_process'],
        'Formats take bytes and give bytes.',
      ),
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: ['src/sinks/terminal/**'],
    rules: { '@typescript-eslint/no-restricted-imports': SCREEN_BY_IMPORT },
  },
  {
    files: ['web/src/**/*.ts', 'web/src/**/*.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/src/(?!dashboard/api/|model/)',
              message: 'Of the program the pages know the API and the nouns, nothing that needs Node.',
            },
            { regex: '^node:', message: 'The pages run in a browser.' },
          ],
        },
      ],
    },
  },
  {
    files: ['vitest.config.ts', 'web/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
