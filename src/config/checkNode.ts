import type { Check } from '../model/check.js';
import { unstableNode } from './unstableNode.js';
import { unsupportedNode } from './unsupportedNode.js';

/** Checks that this Node.js is new enough, and not one of the few that abort. */
export function checkNode(running: string = process.versions.node): Check {
  const problem = unsupportedNode(running) ?? unstableNode(running);
  return problem === null
    ? { name: 'Node.js', verdict: 'ok', message: `${running}, ${process.platform} ${process.arch}` }
    : { name: 'Node.js', verdict: 'problem', message: problem };
}
