import { resolve } from 'node:path';
import { isBehindDanglingLink } from '../files/isBehindDanglingLink.js';
import { isGone } from '../files/isGone.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { type GamelistIntegrity, integrity } from '../formats/gamelist/integrity.js';
import { isLeftAlone } from '../formats/gamelist/isLeftAlone.js';
import type { Gamelist } from '../formats/gamelist/parseGamelist.js';
import type { Report } from '../model/events.js';
import type { RomFile } from '../model/romFile.js';
import type { KnownSystem } from '../model/system.js';

export interface MissingEntriesOptions {
  /** Share of the entries that must have a file; if fewer do, the user is asked. */
  readonly integrityThreshold: number;
  readonly prune: boolean;
  /** Assume the answer is yes. */
  readonly yes: boolean;
  readonly dryRun: boolean;
}

export interface MissingEntriesDeps {
  /** Asks the user; null in a run that cannot ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly report: Report;
}

/**
 * Finds and reports the gamelist entries whose file is missing.
 *
 * @returns the keys of the entries to remove; null when the system is to be left untouched
 */
export async function missingEntries(
  { name, path }: KnownSystem,
  gamelist: Gamelist | null,
  roms: readonly RomFile[],
  { prune, yes, integrityThreshold, dryRun }: MissingEntriesOptions,
  { report, confirm }: MissingEntriesDeps,
): Promise<ReadonlySet<string> | null> {
  if (gamelist === null) return new Set();
  const found = new Set(roms.map((rom) => gamelistKey(rom.path, path)));
  // A folder, or a file that is not a ROM of the system, exists all the same. The disk may distinguish Unicode's normal forms.
  const exists = (file: string): boolean => !isGone(resolve(path, file));
  const checked = integrity(gamelist, (key, written) => found.has(key) || exists(key) || exists(written));
  const { entries, present, ratio, missing } = checked;
  if (missing.length === 0) return new Set();
  const low = ratio < integrityThreshold;
  const asked = low && !yes && !dryRun && confirm !== null;
  const agreed = asked ? await confirm(question(name, checked)) : yes;
  // An unmounted disk must not empty a gamelist.
  const pruned = prune && (!low || agreed);
  const kept = new Set(gamelist.entries.filter(isLeftAlone).map((entry) => entry.path));
  const mayComeBack = (written: string): boolean =>
    [gamelistKey(written, path), written].some((file) => isBehindDanglingLink(resolve(path, file)));
  const paths = pruned ? missing.filter((written) => !kept.has(written) && !mayComeBack(written)) : [...missing];
  if (paths.length > 0) report({ type: 'gamelist.missing', system: name, entries, present, paths, pruned });
  if (low) {
    const advice = prune && !pruned ? '; nothing is removed: check that the disk is mounted, or add --yes' : '';
    const share = `${Math.floor(ratio * 100)} %`;
    report({ type: 'warning', message: `${name}: only ${share} of the gamelist’s entries have a file${advice}.` });
  }
  if (asked && !agreed) return null;
  return pruned ? new Set(paths.map((written) => gamelistKey(written, path))) : new Set();
}

const question = (name: string, { present, entries }: GamelistIntegrity): string =>
  `${name}: only ${present} of ${entries} entries of the gamelist have a file. Continue with this system?`;
