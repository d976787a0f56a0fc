// Lets a plain Node process of any supported version run the TypeScript sources: node --import ./test/tsLoader.mjs
// file.ts
// That includes its worker threads, which start with the same arguments.
import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

// Node 20 only supports hooks that run in a thread of their own, and Node 26 warns about those.
const HOOKS = '?hooks';
if (module.registerHooks) module.registerHooks({ resolve, load });
else if (!import.meta.url.endsWith(HOOKS)) module.register(import.meta.url + HOOKS);

export function resolve(specifier, context, nextResolve) {
  if (!context.parentURL?.endsWith('.ts')) return nextResolve(specifier, context);
  const source = specifier.replace(/^(\.{1,2}\/.*)\.js$/, '$1.ts');
  const isSource = source !== specifier && existsSync(new URL(source, context.parentURL));
  return nextResolve(isSource ? source : specifier, context);
}

export function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  // The native part is available at once; loading the compiler takes each thread a second.
  const { transformSync } = require('rolldown/utils');
  const { code, errors } = transformSync(fileURLToPath(url), readFileSync(new URL(url), 'utf8'), {
    target: 'es2022',
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors.length > 0) throw new SyntaxError(`${url}: ${errors.map(({ message }) => message).join(' ')}`);
  return { format: 'module', source: code, shortCircuit: true };
}
