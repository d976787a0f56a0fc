import { esDeRunning } from '../files/esDeRunning.js';
import type { Report } from '../model/events.js';

/** Warns if ES-DE is running: on exit it rewrites its gamelists, and undoes whatever was written to them meanwhile. */
export async function warnOfEsDe(report: Report): Promise<void> {
  if (!(await esDeRunning())) return;
  report({ type: 'warning', message: 'ES-DE is running, and rewrites its gamelists on exit; close it first.' });
}
