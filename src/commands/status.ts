import { from } from 'rxjs';
import { currentRunRecord } from '../archive/currentRunRecord.js';
import { lockHolder } from '../archive/lockHolder.js';
import { withReadableDatabases } from '../archive/readableDatabases.js';
import { databaseStatus } from '../archive/status.js';
import type { Settings } from '../config/settings.js';
import { fileSizes, folderSize } from '../files/folderSize.js';
import { jsonLine } from '../formats/jsonLine.js';
import { plainText } from '../formats/plainText.js';
import { STATUS_VERSION, statusReport, type StatusReport } from '../model/status.js';
import { printTo } from '../sinks/printLines.js';
import { statusLines } from '../sinks/statusLines.js';
import { assertFolder } from './assertFolder.js';
import type { RunCommand } from './context.js';
import { nextRequestTimes } from './nextRequestTimes.js';

/**
 * `romflow status [--json]`: what the archive holds, what is queued, what failed and why, and when the next request is
 * allowed. Creates, changes and fetches nothing.
 *
 * @throws UsageError - there is neither an archive nor its folder
 * @throws ArchiveError - a database or folder cannot be read
 */
export const runStatus: RunCommand = async ({ settings, stdout }) => {
  const settled = await settings();
  const report = await status(settled, Date.now());
  const lines = settled.json ? [jsonLine(statusReport.parse(report))] : statusLines(report).map(plainText);
  await printTo(stdout, from(lines));
  return 0;
};

/** @param at - now, ms since 1970 */
async function status(settings: Settings, at: number): Promise<StatusReport> {
  const { archive, databases, paths, processing } = settings;
  const { zips, patch, rom, blobs } = paths;
  const holder = lockHolder(databases.rhdata);
  const held = await withReadableDatabases(databases, (readable) =>
    Promise.resolve(databaseStatus(readable, processing.retryMax)),
  );
  // The databases may be in another folder.
  if (held.holds === null) await assertFolder(archive);
  return {
    v: STATUS_VERSION,
    t: new Date(at).toISOString(),
    archive,
    ...held,
    lastCrawl: held.lastCrawl && currentRunRecord(held.lastCrawl, holder),
    lastRun: held.lastRun && currentRunRecord(held.lastRun, holder),
    sizes: {
      databases: await fileSizes(Object.values(databases)),
      zips: await folderSize(zips),
      patch: await folderSize(patch),
      rom: await folderSize(rom),
      blobs: await folderSize(blobs),
    },
    requests: nextRequestTimes(settings, at),
  };
}
