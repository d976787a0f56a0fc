import { basename } from 'node:path';
import { EMPTY, type Observable, concat, defer, map, of, tap } from 'rxjs';
import { ARCHIVE_FOLDERS } from '../model/archiveFolders.js';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { Finding, Place, VerifyKind, VerifyStage } from '../model/verify.js';
import { catchOnly } from '../operators/catchOnly.js';
import { eachInTurn } from '../operators/eachInTurn.js';
import { pull } from '../operators/pull.js';
import { type Settled, settleFindings } from '../operators/settleFindings.js';
import { verifyBlob } from '../verify/verifyBlob.js';
import { type VerifyDeps, damage } from '../verify/verifyDeps.js';
import { verifyFile } from '../verify/verifyFile.js';
import { verifyLoose } from '../verify/verifyLoose.js';
import { verifyVersion } from '../verify/verifyVersion.js';
import { verifyQueued, verifyWorking } from '../verify/verifyWorking.js';

export interface VerifyOptions {
  /** Repair what can be repaired: one row or file at a time. */
  readonly repair: boolean;
  /** Rows checked at a time, unless repairing. */
  readonly concurrency: number;
}

export interface VerifyCourseDeps extends VerifyDeps {
  /** Findings from before any row is read. */
  readonly first: readonly Finding[];
  readonly report: Report;
  /** When aborted: finish what is in progress, begin nothing new. */
  readonly signal: AbortSignal;
}

/** A long stage reports its progress once every so many items. */
const PROGRESS_EVERY = 500;

type Check<T> = (item: T, deps: VerifyDeps) => Promise<readonly Finding[]>;

/**
 * Verifies an archive: rows first, each table before those that refer to it, then the files, so that each check can rely on what
 * earlier ones have established. A row is read when its turn comes, and nothing of it is kept afterwards.
 *
 * ```
 * databases → queue → patches (extracted from ZIPs) → blobs → versions → attachments → files
 * ```
 *
 * Emits the outcome of each finding. Damage is not an error; errors end the verification.
 */
export function verifyCourse(options: VerifyOptions, deps: VerifyCourseDeps): Observable<Settled> {
  const { rows, report, signal } = deps;
  const settle = settleFindings({ repair: options.repair, report });
  const concurrency = options.repair ? 1 : options.concurrency;

  const checked = <T>(item: T, what: string, kind: VerifyKind, check: Check<T>): Observable<Settled> =>
    defer(() => check(item, deps)).pipe(
      catchOnly(ItemError, ({ message }) => of([damage({ kind, what, where: what }, message)])),
      settle,
    );

  const staged = (stage: VerifyStage, work: (count: () => void) => Observable<Settled>): Observable<Settled> =>
    defer(() => {
      let done = 0;
      const count = (): void => {
        done += 1;
        if (done % PROGRESS_EVERY === 0) report({ type: 'verify.progress', stage, checked: done, done: false });
      };
      const end$ = defer(() => {
        if (!signal.aborted) report({ type: 'verify.progress', stage, checked: done, done: true });
        return EMPTY;
      });
      return concat(work(count), end$);
    });

  const eachRow = <T extends { readonly cursor: string }>(
    stage: VerifyStage,
    table: string,
    next: (after: string) => T | null,
    check: Check<T>,
  ): Observable<Settled> =>
    staged(stage, (count) => {
      let at = '0';
      const take = (): T | null => {
        const row = signal.aborted ? null : next(at);
        if (row === null) return null;
        at = row.cursor;
        count();
        return row;
      };
      const work = (row: T): Observable<Settled> => checked(row, `${table} row ${row.cursor}`, 'row', check);
      return pull(work, { next: take, concurrency, wake$: EMPTY });
    });

  const files$ = staged('files', (count) =>
    eachInTurn(ARCHIVE_FOLDERS, (folder) =>
      eachInTurn(deps.files.names(folder), (name) => {
        if (signal.aborted) return EMPTY;
        count();
        return checked({ folder, name }, `${folder}/${name}`, 'orphan', verifyFile);
      }),
    ),
  );

  return concat(
    of(deps.first).pipe(settle),
    staged('databases', (count) => integrity(deps).pipe(tap(count), settle)),
    eachRow('queue', 'game_fetch_queue', rows.nextQueued, verifyQueued),
    eachRow('patches', 'patch_files_working', rows.nextWorking, verifyWorking),
    eachRow('blobs', 'patchblobs', rows.nextBlob, verifyBlob),
    eachRow('versions', 'gameversions', rows.nextVersion, verifyVersion),
    eachRow('attachments', 'attachments', rows.nextAttachment, verifyLoose),
    files$,
  );
}

/** Emits one list of complaints per database. Indexes can be rebuilt; damage to anything else takes a backup. */
function integrity({ rows, repairs, signal }: VerifyCourseDeps): Observable<readonly Finding[]> {
  return defer(() => (signal.aborted ? [] : rows.integrity())).pipe(
    map(({ path, complaints }) =>
      complaints.map((complaint) => {
        const place: Place = { kind: 'database', what: basename(path), where: basename(path) };
        const mend = { how: 'the indexes were rebuilt', run: () => repairs.reindex(path) };
        return damage(place, `SQLite reports: ${complaint}.`, /\bindex\b/i.test(complaint) ? mend : null);
      }),
    ),
  );
}
