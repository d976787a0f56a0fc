import { esDeRunning } from '../files/esDeRunning.js';
import type { Report } from '../model/events.js';

/** Warns where ES-DE runs: when it ends, it writes its gamelists and undoes what was written into them meanwhile. */
export async function warnOfEsDe(report: Report): Promise<void> {
  if (!(await esDeRunning())) return;
  report({ type: 'warning', message: 'ES-DE is running, and rewrites its gamelists on exit; close it first.' });
}
