import { childOf } from '../xml.js';
import { fillField } from './fieldSplices.js';
import { type Gamelist, type GamelistSource, parseGamelist } from './parseGamelist.js';
import { applySplices } from './splice.js';

/** A gamelist in which paths follow the files' current names. */
export interface RenamedGamelist {
  readonly gamelist: Gamelist;
  /** Entries whose path has changed. */
  readonly renamed: number;
}

/**
 * Changes the paths of entries, and leaves every other byte of them as it is. All entries with a path move together;
 * none moves to a path held by an entry that stays.
 *
 * @param renames - the new path, by the key of the old one
 * @param source - as when the gamelist was parsed
 */
export function renamePaths(
  gamelist: Gamelist,
  renames: ReadonlyMap<string, string>,
  source: GamelistSource = {},
): RenamedGamelist {
  const { text, entries } = gamelist;
  const moves = movesOf(renames, new Set(entries.map(({ key }) => key)));
  const splices = entries.flatMap(({ key, element }) => {
    const to = moves.get(key);
    const path = childOf(element, 'path');
    return to === undefined || path === undefined ? [] : fillField(text, path, to);
  });
  if (splices.length === 0) return { gamelist, renamed: 0 };
  return { gamelist: parseGamelist(Buffer.from(applySplices(text, splices)), source), renamed: splices.length };
}

/** The renames whose target is free, or will be: after a killed run, one may have to wait for another. */
function movesOf(renames: ReadonlyMap<string, string>, keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  const moves = new Map(renames);
  for (;;) {
    const blocked = [...moves].filter(([, to]) => keys.has(to) && !moves.has(to));
    if (blocked.length === 0) return moves;
    for (const [from] of blocked) moves.delete(from);
  }
}
