import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { connect } from '../archive/connection.js';
import type { Databases } from '../archive/databases.js';
import { lockArchive } from '../archive/lock.js';
import { openArchive } from '../archive/openArchive.js';
import { findArchive, openForVerify } from '../archive/verifyDatabases.js';
import { openVerifyLedger } from '../archive/verifyLedger.js';
import { verifyRepairs } from '../archive/verifyRepairs.js';
import { verifyRows } from '../archive/verifyRows.js';
import type { Settings } from '../config/settings.js';
import { archiveFiles } from '../files/archiveFiles.js';
import { readBaseRom } from '../files/readBaseRom.js';
import { verifyFiles } from '../files/verifyFiles.js';
import { BaseRomError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { BaseRom } from '../model/rom.js';
import type { Finding, Place } from '../model/verify.js';
import { warningTo } from '../streams/eventStream.js';
import { stopwatch } from '../streams/stopwatch.js';
import { tally } from '../streams/tally.js';
import { verifyCourse } from '../streams/verifyCourse.js';
import { UNVERIFIED, countVerified } from '../streams/verifyTotals.js';
import { settleReseals } from '../verify/settleReseals.js';
import { damage, notice } from '../verify/verifyDeps.js';
import type { RunCommand } from './context.js';
import { type ShowHost, showRun } from './showRun.js';
import { stopExitCode } from './stopExitCode.js';

const verifyFlags = z.object({ deep: z.boolean().default(false), repair: z.boolean().default(false) });
type VerifyFlags = z.infer<typeof verifyFlags>;

/**
 * `romflow verify [--deep] [--repair]`: checks every row and file of an archive against each other.
 *
 * Without `--repair`, not a byte is changed, and an update may run at the same time. With it, the archive is locked, the
 * databases are copied before their first change, and damaged files are set aside.
 *
 * @throws UsageError - there is no archive
 * @throws BaseRomError - with `--deep`, the base ROM is missing or not the expected one
 * @throws ArchiveError - a database or file that is needed cannot be used
 */
export const runVerify: RunCommand = async (context) => {
  const flags = verifyFlags.parse(context.flags);
  return verify(await context.settings(), flags, context);
};

/**
 * The verification with its settings resolved, shown on the host's streams.
 *
 * @returns the exit code: 0 without damage or when all of it was repaired, else 1; {@link stopExitCode} when it was stopped
 */
export async function verify(settings: Settings, flags: VerifyFlags, host: ShowHost): Promise<number> {
  findArchive(settings.databases);
  const shown = { command: 'verify', place: settings.archive, dryRun: false, show: settings } as const;
  const elapsedMs = stopwatch(Date.now);
  return showRun(shown, host, async ({ report, events$, signal }) => {
    const totals = tally(events$, countVerified, UNVERIFIED);
    await inArchive(settings, flags, { report, signal });
    const outcome = signal.aborted ? 'paused' : 'complete';
    const counts = totals();
    report({ type: 'verify.summary', outcome, ...flags, ...counts, elapsedMs: elapsedMs() });
    if (signal.aborted) return stopExitCode(signal);
    return counts.unrepaired === 0 ? 0 : 1;
  });
}

interface Told {
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Opens the archive as the flags require, runs the verification and closes the archive again. */
async function inArchive(settings: Settings, flags: VerifyFlags, told: Told): Promise<void> {
  const patchbinLost = !existsSync(settings.databases.patchbin);
  if (!flags.repair) {
    const databases = await openForVerify(settings.databases);
    try {
      await run(settings, flags, { ...told, databases, patchbinLost });
    } finally {
      await databases.close();
    }
    return;
  }
  const lock = lockArchive(settings.databases.rhdata, () => new Date());
  try {
    await archiveFiles(settings.archive, settings.paths).prepare();
    // Migrates old databases, after copying them, and rolls back what a crash left half recorded.
    const waits = warningTo(told.report);
    const archive = await openArchive(settings.databases, { now: Date.now, uuid: randomUUID, waits });
    try {
      await settleReseals(archive.reseals, verifyFiles(settings.paths));
    } finally {
      archive.close();
    }
    const rhdata = connect(settings.databases.rhdata, randomUUID, { waits });
    const patchbin = connect(settings.databases.patchbin, randomUUID, { waits });
    try {
      await run(settings, flags, { ...told, databases: { rhdata, patchbin }, patchbinLost });
    } finally {
      rhdata.close();
      patchbin.close();
    }
  } finally {
    lock.release();
  }
}

async function run(
  settings: Settings,
  { deep, repair }: VerifyFlags,
  { report, signal, databases, patchbinLost }: Told & { readonly databases: Databases; readonly patchbinLost: boolean },
): Promise<void> {
  const base = await baseRom(settings, deep, report);
  const ledger = openVerifyLedger();
  try {
    const course$ = verifyCourse(
      { repair, concurrency: settings.processing.maxConcurrent },
      {
        rows: verifyRows(databases),
        files: verifyFiles(settings.paths),
        repairs: verifyRepairs(databases, { now: Date.now, uuid: randomUUID }),
        ledger,
        base: base.rom,
        deep,
        sources: { randomBytes, now: Date.now },
        compression: settings.processing.compression,
        uuid: randomUUID,
        first: [...base.findings, ...(patchbinLost ? [lostPatchbin(settings)] : [])],
        report,
        signal,
      },
    );
    await lastValueFrom(course$, { defaultValue: null });
  } finally {
    ledger.close();
  }
}

/** Reads the base ROM; only `--deep` cannot do without it. */
async function baseRom(
  { baseRom: { path, sha224 } }: Settings,
  deep: boolean,
  report: Report,
): Promise<{ readonly rom: BaseRom | null; readonly findings: readonly Finding[] }> {
  try {
    const rom = await readBaseRom(path, sha224, warningTo(report));
    return { rom, findings: [] };
  } catch (error) {
    if (deep || !(error instanceof BaseRomError)) throw error;
    const place: Place = { kind: 'base-rom', what: 'base ROM', where: path };
    return { rom: null, findings: [notice(place, `${error.message} The contents of ROM blobs were not checked.`)] };
  }
}

/** By the time this repair runs, an empty database has been created; its rows are rebuilt with the blobs. */
const lostPatchbin = ({ databases }: Settings): Finding =>
  damage(
    { kind: 'database', what: 'patchbin.db', where: databases.patchbin },
    'The database of sealed patches is missing.',
    { how: 'created again, to be filled from the blobs', run: () => Promise.resolve() },
  );
