import { existsSync, readlinkSync } from 'node:fs';

/** Whether a path is a dangling link, such as one to a disk that is not mounted. */
export function isDanglingLink(path: string): boolean {
  if (existsSync(path)) return false;
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
