import { z } from 'zod';
import type { WaitReason } from '../model/hostGate.js';
import { HOST_COLUMNS, hostRow, hostState } from './gateHost.js';
import { nextOpening } from './gateRule.js';
import { readDatabase, tablesOf } from './readDatabase.js';

/** When a host may next be asked. */
export interface HostOpening {
  /** `host:port` */
  readonly host: string;
  /** Ms since 1970; now at the earliest. */
  readonly atMs: number;
  /** What has to be waited for; `free` means nothing. */
  readonly reason: WaitReason | 'free';
}

const row = hostRow.extend({ host: z.string() });

/**
 * Reads the gate of all hosts, without creating its file or taking a turn.
 *
 * @param sites - hosts to report in any case, first
 * @param gapOf - the gap after a request to a host, in milliseconds
 * @param at - now, ms since 1970
 * @throws ArchiveError - the file cannot be read
 */
export function readGate(
  file: string,
  {
    sites,
    gapOf,
    at,
  }: { readonly sites: readonly string[]; readonly gapOf: (host: string) => number; readonly at: number },
): readonly HostOpening[] {
  const db = readDatabase(file);
  try {
    const known = db !== null && tablesOf(db).has('gate');
    const rows = known ? db.many(row, `SELECT host, ${HOST_COLUMNS} FROM gate ORDER BY host`) : [];
    const byHost = new Map(rows.map((one) => [one.host, one]));
    return [...new Set([...sites, ...byHost.keys()])].map((host) => {
      const { atMs, reason } = nextOpening(hostState(byHost.get(host), at), gapOf(host), at);
      return atMs > at ? { host, atMs, reason } : { host, atMs: at, reason: 'free' };
    });
  } finally {
    db?.close();
  }
}
