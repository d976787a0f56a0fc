import { errorCode } from '../files/errorCode.js';

/** Whether a process of this machine is still running. */
export function processAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is running, but belongs to another user.
    return errorCode(error) === 'EPERM';
  }
}
