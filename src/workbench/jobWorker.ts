import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobJson, Worker } from 'bullmq';

const REFUSED_MS = 1000;

/** BullMQ's worker, but for two things that it would do again and again without a pause. */
export class JobWorker extends Worker<unknown> {
  /** A job whose data is no JSON would be given out for ever: it comes without data, as one that nobody here has made. */
  protected override createJob(json: JobJson, id: string): Job<unknown> {
    try {
      return super.createJob(json, id);
    } catch {
      return super.createJob({ ...json, data: 'null' }, id);
    }
  }

  /** A Redis that refuses to give a job out is asked again after a second. */
  protected override async moveToActive(token: string, name?: string): Promise<Job<unknown>> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await sleep(REFUSED_MS);
      throw error;
    }
  }
}
