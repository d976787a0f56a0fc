import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UsageError } from '../model/errors.js';

/** A file of the web pages, in memory. */
export interface WebFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads the dashboard's pages once: `index.html` and whatever lies beside it, keyed by URL path. Requests are looked up in
 * this map, so no part of a request ever becomes a path on disk.
 *
 * @param folder - `dist/web`
 * @throws UsageError - they were not built
 */
export async function readWebFiles(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const files = new Map<string, WebFile>();
  try {
    await readInto(files, folder, '/');
  } catch {
    files.clear();
  }
  const index = files.get('/index.html');
  if (index === undefined) {
    throw new UsageError(`The dashboard's pages are missing (${folder}); build them with npm run build.`);
  }
  return new Map([['/', index], ...files]);
}

async function readInto(files: Map<string, WebFile>, folder: string, prefix: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await readInto(files, path, `${prefix}${entry.name}/`);
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const body = new Uint8Array(await readFile(path));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    files.set(`${prefix}${entry.name}`, { body, type, etag });
  }
}
