import type { Check } from '../model/check.js';
import { brittleNode } from './brittleNode.js';
import { oldNode } from './oldNode.js';

/** Checks that this Node.js is new enough, and not one of the few that abort. */
export function checkNode(running: string = process.versions.node): Check {
  const problem = oldNode(running) ?? brittleNode(running);
  return problem === null
    ? { name: 'Node.js', verdict: 'ok', message: `${running}, ${process.platform} ${process.arch}` }
    : { name: 'Node.js', verdict: 'problem', message: problem };
}
