import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const entry = z.looseObject({ dev: z.boolean().optional() });
const lockFile = z.looseObject({ packages: z.record(z.string(), entry) });
const manifest = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  bin: z.record(z.string(), z.string()),
});

/** This package's own manifest. */
export const PACKAGE = manifest.parse(readJson('package.json'));

/**
 * Makes a project that depends on the tarball, with the tarball's dependencies already in place as they are installed
 * here, native builds included: npm then needs no network to install it, and nobody has to wait for a compiler.
 */
export function makeConsumer(folder: string, tarball: string): void {
  const installed = runtimePackages(join('node_modules', '.package-lock.json'));
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const path of [...Object.keys(installed), 'node_modules/.bin']) copyPackage(path, folder);

  const { name, version, dependencies, bin } = PACKAGE;
  const project = { name: 'consumer', private: true, dependencies: { [name]: `file:${tarball}` } };
  const packages = {
    '': project,
    [`node_modules/${name}`]: { version, resolved: `file:${tarball}`, dependencies, bin },
    ...runtimePackages('package-lock.json'),
  };
  const lock = { name: project.name, lockfileVersion: 3, requires: true };
  writeJson(join(folder, 'package.json'), project);
  writeJson(join(folder, 'package-lock.json'), { ...lock, packages });
  // Written last: npm trusts it only when nothing there is newer.
  writeJson(join(folder, 'node_modules', '.package-lock.json'), { ...lock, packages: installed });
}

/** The packages of a lock file that are needed at run time. */
function runtimePackages(lock: string): Readonly<Record<string, z.infer<typeof entry>>> {
  const { packages } = lockFile.parse(readJson(lock));
  return Object.fromEntries(Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true));
}

/** Without nested packages, which are entries of their own; npm refetches a package whose binary is not linked there. */
function copyPackage(path: string, folder: string): void {
  const from = resolve(path);
  const nested = join(from, 'node_modules');
  cpSync(from, join(folder, path), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => dirname(source) !== nested || basename(source) === '.bin',
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path: string, content: object): void {
  writeFileSync(path, JSON.stringify(content));
}
