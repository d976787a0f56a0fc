import { join } from 'node:path';
import { GATE_FILE } from '../archive/gateHost.js';
import { readGate } from '../archive/readGate.js';
import type { Settings } from '../config/settings.js';
import { hostKey } from '../http/hostKey.js';
import type { NextRequests } from '../model/archiveState.js';
import { sitePauses } from './sitePauses.js';

/**
 * When the site, and every other host contacted before, may next be sent a request, given the configured pauses: metadata
 * comes from the site itself, files from the others. Takes no turn.
 *
 * @param at - now, ms since 1970
 * @returns one for each host, the site first
 * @throws ArchiveError - the gate cannot be read
 */
export function nextRequestTimes({ smwc, stateFolder }: Settings, at: number): NextRequests {
  const site = hostKey(new URL(smwc.baseUrl));
  const { metadataGapMs, downloadGapMs } = sitePauses(smwc);
  const openings = readGate(join(stateFolder, GATE_FILE), {
    sites: [site],
    gapOf: (host) => (host === site ? metadataGapMs : downloadGapMs),
    at,
  });
  return openings.map(({ host, atMs, reason }) => ({ host, nextAllowed: new Date(atMs).toISOString(), reason }));
}
