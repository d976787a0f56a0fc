import { existsSync, readlinkSync } from 'node:fs';

/** Whether there is a link at a path that leads nowhere, as to a disk that is not mounted. */
export function isDeadLink(path: string): boolean {
  if (existsSync(path)) return false;
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
