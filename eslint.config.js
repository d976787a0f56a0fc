import boundaries from 'eslint-plugin-boundaries';
import rxjsX from 'eslint-plugin-rxjs-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The layers of docs/architecture.md: what each room may import, besides itself. */
const layers = {
  cli: ['commands', 'config', 'model'],
  commands: ['config', 'demo', 'streams', 'operators', 'sinks', 'http', 'archive', 'files', 'formats', 'model'],
  demo: ['files', 'formats', 'model'],
  config: ['formats', 'model'],
  streams: ['operators', 'sinks', 'http', 'archive', 'files', 'formats', 'model'],
  operators: ['http', 'archive', 'files', 'formats', 'model'],
  sinks: ['archive', 'files', 'formats', 'model'],
  http: ['model'],
  archive: ['files', 'formats', 'model'],
  files: ['model'],
  formats: ['model'],
  model: [],
};

export default defineConfig(
  { ignores: ['dist', 'coverage', 'node_modules'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
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
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/elements': [
        { type: 'cli', pattern: 'src/cli.ts', mode: 'full' },
        ...Object.keys(layers)
          .filter((room) => room !== 'cli')
          .map((room) => ({ type: room, pattern: `src/${room}`, mode: 'folder' })),
      ],
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: Object.entries(layers).map(([room, allowed]) => ({ from: [room], allow: [room, ...allowed] })),
        },
      ],
      'boundaries/no-unknown': 'error',
      'boundaries/no-unknown-files': 'error',
    },
  },
  {
    files: ['vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
