import { stat } from 'node:fs/promises';

/** Whether a path leads to a regular file, through links or not; also false if it may not be examined. */
export async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}
