import { findArchive } from '../archive/verifyDatabases.js';
import { attachCourse } from '../streams/attachCourse.js';
import type { RunCommand } from './context.js';
import { filesRun } from './filesRun.js';

/**
 * `romflow attach`: gives the blobs in `blobs/` their attachments.
 *
 * @throws UsageError - there is no archive
 * @throws ArchiveError - a database or file that is needed cannot be used
 */
export const runAttach: RunCommand = async (context) => {
  const settings = await context.settings();
  findArchive(settings.databases);
  const folder = settings.paths.hacks;
  return filesRun({ name: 'attach', folder, course: (deps) => attachCourse(deps.attach) }, settings, context);
};
