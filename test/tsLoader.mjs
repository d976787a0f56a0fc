// Lets a plain Node process of any supported version run the TypeScript sources: node --import ./test/tsLoader.mjs file.ts
// Its worker threads, too: they begin with the same words.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

const HOOKS = '?hooks';
if (!import.meta.url.endsWith(HOOKS)) register(import.meta.url + HOOKS);

export async function resolve(specifier, context, nextResolve) {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(specifier)) throw error;
    return nextResolve(specifier.replace(/js$/, 'ts'), context);
  }
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  // Its native part is there at once; the compiler takes a second of each thread to load.
  const { transform } = await import('rolldown/utils');
  const { code, errors } = await transform(fileURLToPath(url), await readFile(new URL(url), 'utf8'), {
    target: 'es2022',
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors.length > 0) throw new SyntaxError(`${url}: ${errors.map(({ message }) => message).join(' ')}`);
  return { format: 'module', source: code, shortCircuit: true };
}
