import { errorCode } from '../files/errorCode.js';

/** Whether a process of this machine still runs. */
export function processAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}
