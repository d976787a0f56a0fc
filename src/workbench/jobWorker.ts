import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobJson, Worker } from 'bullmq';

const REFUSED_MS = 1000;

/** BullMQ's worker, except for two things that it would repeat endlessly without a pause. */
export class JobWorker extends Worker<unknown> {
  /** A job whose data is not JSON would be handed out forever. It is passed on without data, and so discarded as not ours. */
  protected override createJob(json: JobJson, id: string): Job<unknown> {
    try {
      return super.createJob(json, id);
    } catch {
      return super.createJob({ ...json, data: 'null' }, id);
    }
  }

  /** If Redis refuses to hand out a job, waits a second before the next attempt. */
  protected override async moveToActive(token: string, name?: string): Promise<Job<unknown>> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await sleep(REFUSED_MS);
      throw error;
    }
  }
}
