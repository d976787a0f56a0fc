import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  concat,
  defer,
  from,
  ignoreElements,
  map,
  mergeMap,
} from 'rxjs';
import type { RecordableGame, RecordablePatch, Recorded, SealedGame } from '../archive/recordableGame.js';
import { type KnownNames, hackJson, patchJson } from '../formats/metaFiles.js';
import type { Report } from '../model/events.js';
import type { JsonObject } from '../model/game.js';
import type { AppliedPatch, PatchLocation } from '../model/patch.js';

/** What is written into the archive, in this order. */
export interface ArchiveSinkDeps {
  readonly location: (id: string, patch: AppliedPatch) => PatchLocation;
  readonly writeHack: (id: string, json: JsonObject) => ObservableInput<unknown>;
  /** Writes `pat_meta` and `rom_meta`, unless they are another hack's. */
  readonly writeMeta: (patch: AppliedPatch, json: JsonObject) => ObservableInput<unknown>;
  /** Writes all rows of the game in both databases, or none. */
  readonly record: (game: RecordableGame) => Recorded;
  /** Removes blob files that nobody refers to. */
  readonly discard: (names: readonly string[]) => ObservableInput<unknown>;
  readonly report: Report;
}

/**
 * Writes each game into the archive: files first, then the rows of both databases, and reports it only then.
 *
 * ```
 * games       --g-------|
 * writeMeta     -|
 * writeHack      -|
 * record          r
 *             ----R-----|
 * ```
 *
 * An error in a file or a row ends the stream; doing the game again writes the same.
 */
export function archiveSink(deps: ArchiveSinkDeps): OperatorFunction<SealedGame, Recorded> {
  const files = (game: SealedGame): Observable<never> => {
    const { record } = game.game;
    const metas = game.sealed.map(({ patch, blob }) =>
      defer(() => deps.writeMeta(patch, patchJson(record.id, patch, deps.location(record.id, patch), namesOf(blob)))),
    );
    const hacks = game.sealed
      .filter(({ primary }) => primary)
      .map(({ patch, blob }) =>
        defer(() => deps.writeHack(record.id, hackJson(record, patch, deps.location(record.id, patch), namesOf(blob)))),
      );
    return concat(...metas, ...hacks).pipe(ignoreElements());
  };

  const rows = (game: SealedGame): Observable<Recorded> =>
    defer(() => {
      const { game: queued, zip, sealed: patches } = game;
      const recorded = deps.record({ queueId: queued.queueId, record: queued.record, zip, patches });
      return from(deps.discard(recorded.superseded)).pipe(map(() => recorded));
    });

  return mergeMap((game) =>
    concat(files(game), rows(game)).pipe(
      map((recorded) => {
        announce(game, recorded, deps);
        const { id, name } = game.game.record;
        if (recorded.waits) deps.report({ type: 'game.queued', id, name });
        return recorded;
      }),
    ),
  );
}

const namesOf = (blob: RecordablePatch['blob']): KnownNames => ('known' in blob ? blob.known : blob.names);

function announce(
  game: SealedGame,
  { outcome, version, blobs }: Recorded,
  { report, location }: ArchiveSinkDeps,
): void {
  const { id, name } = game.game.record;
  if (outcome === 'unchanged') {
    report({ type: 'game.unchanged', id, name, version });
    return;
  }
  const [primary] = game.chosen;
  report({
    type: 'game.recorded',
    id,
    name,
    version,
    primary: primary.path,
    rom: location(id, primary).rom,
    blob: blobs[0]?.patchblob1_name ?? '',
    patches: game.patches.length,
    applied: game.patches.filter((patch) => patch.outcome.result === 'success').length,
  });
}
