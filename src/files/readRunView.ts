import { readFile } from 'node:fs/promises';
import { jsonAs } from '../formats/jsonAs.js';
import { type RunView, runView } from '../model/runView.js';

/**
 * The view left by a run, the current one or the last; null if there is none, or it cannot be parsed. A killed run
 * leaves one that is not `ended`: whether it is still at work, its lock tells.
 */
export async function readRunView(path: string): Promise<RunView | null> {
  return jsonAs(runView, await readFile(path, 'utf8').catch(() => null));
}
