import { readFile } from 'node:fs/promises';
import { jsonAs } from '../formats/jsonAs.js';
import { type RunView, runView } from '../model/runView.js';

/**
 * The view that a run has left, now or the last time; null when there is none, or none that can be understood. A run that
 * was killed leaves one that is not `ended`: whether it still works, its lock tells.
 */
export async function readRunView(path: string): Promise<RunView | null> {
  return jsonAs(runView, await readFile(path, 'utf8').catch(() => null));
}
