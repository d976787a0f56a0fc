import type { Check } from '../model/check.js';
import { brittleNode } from './brittleNode.js';
import { readPackageFile } from './packageFile.js';

/** Whether this Node.js is as new as package.json asks for, and none of the few that abort. */
export async function checkNode(running: string = process.versions.node): Promise<Check> {
  const { engines } = await readPackageFile();
  const wanted = engines.node.replace(/^>=/, '');
  const problem = isAtLeast(running, wanted)
    ? brittleNode(running)
    : `${running} is too old: install ${wanted} or newer.`;
  return problem === null
    ? { name: 'Node.js', verdict: 'ok', message: `${running}, ${process.platform} ${process.arch}` }
    : { name: 'Node.js', verdict: 'problem', message: problem };
}

/** Compares versions part by part; a missing part is 0. */
function isAtLeast(running: string, wanted: string): boolean {
  const [have, want] = [running.split('.').map(Number), wanted.split('.').map(Number)];
  const differing = want.findIndex((part, index) => part !== (have[index] ?? 0));
  return differing === -1 || (have[differing] ?? 0) > (want[differing] ?? 0);
}
