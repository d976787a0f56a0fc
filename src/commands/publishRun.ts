import type { PublishSettings } from '../config/publishSettings.js';
import type { Host } from './context.js';

/** One publication, shown on the host's streams; gives the exit code. */
export function publishRun(
  { archive }: PublishSettings,
  { signal }: Pick<Host, 'stdin' | 'stdout' | 'stderr' | 'signal'>,
): Promise<number> {
  signal.throwIfAborted();
  throw new Error(`romflow ${archive.version} cannot publish.`);
}
