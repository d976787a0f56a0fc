import { cpSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { type Connection, connect } from '../../src/archive/connection.js';
import { openVerifyLedger } from '../../src/archive/verifyLedger.js';
import { verifyRepairs } from '../../src/archive/verifyRepairs.js';
import { verifyRows } from '../../src/archive/verifyRows.js';
import { readBaseRom } from '../../src/files/readBaseRom.js';
import { verifyFiles } from '../../src/files/verifyFiles.js';
import { verifyCourse } from '../../src/streams/verifyCourse.js';
import { type VerifiedArchive, openedArchive, settingsOf } from '../endToEnd/verifiedArchive.js';

/** Repairs an archive, and returns what a process would have left if it had been killed after each of its writes. */
export async function cutOffRepairs({ root }: VerifiedArchive): Promise<readonly VerifiedArchive[]> {
  const left: VerifiedArchive[] = [];
  const moment = (): void => {
    const to = `${root}-cut-off-${left.length}`;
    cpSync(root, to, { recursive: true, preserveTimestamps: true, filter: (path) => !path.endsWith('-shm') });
    left.push(openedArchive(to));
  };
  const after = <A extends readonly unknown[]>(write: (...args: A) => Promise<void>) => {
    return async (...args: A): Promise<void> => {
      await write(...args);
      moment();
    };
  };
  const watched = (path: string): Connection => {
    const db = connect(path, randomUUID);
    const changes = (): unknown => db.one(z.unknown(), 'SELECT total_changes()');
    return {
      ...db,
      transaction: (work) => {
        const before = changes();
        const result = db.transaction(work);
        if (!isDeepStrictEqual(changes(), before)) moment();
        return result;
      },
    };
  };

  const { databases, paths, baseRom, processing } = await settingsOf(root);
  const on = { rhdata: watched(databases.rhdata), patchbin: watched(databases.patchbin) };
  const files = verifyFiles(paths);
  const ledger = openVerifyLedger();
  const course$ = verifyCourse(
    { repair: true, concurrency: 1 },
    {
      rows: verifyRows(on),
      files: { ...files, write: after(files.write), replace: after(files.replace), setAside: after(files.setAside) },
      repairs: verifyRepairs(on, { now: Date.now, uuid: randomUUID }),
      ledger,
      base: await readBaseRom(baseRom.path, baseRom.sha224, () => undefined),
      deep: false,
      sources: { randomBytes, now: Date.now },
      compression: processing.compression,
      uuid: randomUUID,
      first: [],
      report: () => undefined,
      signal: new AbortController().signal,
    },
  );
  await lastValueFrom(course$, { defaultValue: null });
  for (const { close } of [on.rhdata, on.patchbin, ledger]) close();
  return left;
}
