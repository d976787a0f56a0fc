import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Every file below a folder by its path with `/`: a hash of its bytes, and its modification time. */
export function treeState(folder: string, leaveOut = /(?!)/): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(folder)
      .filter((file) => !leaveOut.test(file))
      .map((file) => {
        const path = join(folder, ...file.split('/'));
        const hash = createHash('sha1').update(readFileSync(path)).digest('hex');
        return [file, `${hash} ${statSync(path, { bigint: true }).mtimeNs}`];
      }),
  );
}

/** The files below a folder, sorted, with `/`; none if it does not exist. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
