import { describe, expect, it } from 'vitest';
import type { KnownBlob } from '../../src/archive/knownBlobs.js';
import type { RecordableGame, Recorded, SealedGame } from '../../src/archive/recordableGame.js';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { hackJson, patchJson } from '../../src/formats/metaFiles.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { JsonObject } from '../../src/model/game.js';
import type { AppliedPatch, PatchLocation } from '../../src/model/patch.js';
import { type ArchiveSinkDeps, archiveSink } from '../../src/sinks/archiveSink.js';
import { marbles, reports } from '../marbles.js';
import { appliedPatch, blobNames, candidate, chosenGame } from '../samples.js';

const a = appliedPatch('a.bps');
const b = appliedPatch('b.bps');
const known: KnownBlob = { pbuuid: 'row-k', ...blobNames('k'), romblob_name: null, romblob_salt: null };
const location = (id: string, { path }: AppliedPatch): PatchLocation => ({
  patch: `patch/${path}`,
  rom: `rom/${id}_${path}`,
});

/** A game with a new blob for its first patch and the archive's own for the second. */
const sealedGame = (id: string): SealedGame => {
  const bytes = Buffer.from('blob');
  const attachment = { ...attachmentHashes(bytes, Buffer.from('patch')), bytes };
  const chosen = chosenGame(id, a, b);
  return {
    ...chosen,
    patches: [
      a,
      { ...candidate('broken.bps'), kind: null, digests: null, outcome: { result: 'failed', reason: 'x' } },
      b,
    ],
    sealed: [
      { patch: a, primary: true, blob: { names: blobNames('a'), attachment } },
      { patch: b, primary: false, blob: { known } },
    ],
  };
};
const recorded = (overrides: Partial<Recorded> = {}): Recorded => ({
  outcome: 'recorded',
  version: 2,
  gvuuid: 'version-row',
  blobs: [{ pbuuid: 'row-a', ...blobNames('a') }, known],
  superseded: [],
  waits: false,
  ...overrides,
});

const unused = (): never => {
  throw new Error('must not be asked');
};
const deps = (overrides: Partial<ArchiveSinkDeps>): ArchiveSinkDeps => ({
  location,
  writeHack: () => [null],
  writeMeta: () => [null],
  record: () => recorded(),
  discard: () => [null],
  report: () => undefined,
  ...overrides,
});

describe('archiveSink', () => {
  it('writes the files one after another, then the rows, and only then announces the game', () => {
    const { events, report } = reports();
    const order: string[] = [];
    const rows: RecordableGame[] = [];
    const game = sealedGame('1');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -g---------|', { g: game });
      const metaA = cold('    --w|');
      const metaB = cold('       -w|');
      const hack = cold('          -w|');
      const discard = cold('         -w|');
      const subMetaA = '     -^--!';
      const subMetaB = '     ----^-!';
      const subHack = '      ------^-!';
      const subDiscard = '   --------^-!';
      const expected = '     ---------r-|';
      const writeMeta = ({ path }: AppliedPatch): typeof metaA => {
        order.push(`meta ${path}`);
        return path === 'a.bps' ? metaA : metaB;
      };

      const result$ = source.pipe(
        archiveSink(
          deps({
            writeMeta,
            writeHack: (id) => {
              order.push(`hack ${id}`);
              return hack;
            },
            record: (row) => {
              order.push(`rows ${row.record.id}, ${events.length} events`);
              rows.push(row);
              return recorded({ superseded: ['pblob_x'] });
            },
            discard: (names) => {
              order.push(`discard ${names.join()}`);
              return discard;
            },
            report,
          }),
        ),
      );

      expectObservable(result$).toBe(expected, { r: recorded({ superseded: ['pblob_x'] }) });
      expectSubscriptions(metaA.subscriptions).toBe(subMetaA);
      expectSubscriptions(metaB.subscriptions).toBe(subMetaB);
      expectSubscriptions(hack.subscriptions).toBe(subHack);
      expectSubscriptions(discard.subscriptions).toBe(subDiscard);
      expectSubscriptions(source.subscriptions).toBe('^----------!');
    });
    expect(order).toEqual(['meta a.bps', 'meta b.bps', 'hack 1', 'rows 1, 0 events', 'discard pblob_x']);
    expect(rows).toEqual([{ queueId: 'queue-1', record: game.game.record, zip: game.zip, patches: game.sealed }]);
    expect(events).toEqual([
      {
        type: 'game.recorded',
        id: '1',
        name: 'Hack 1',
        version: 2,
        primary: 'a.bps',
        rom: 'rom/1_a.bps',
        blob: 'pblob_a',
        patches: 3,
        applied: 2,
      },
    ]);
  });

  it('describes the primary patch in the hack’s file, and each patch in its own', () => {
    const game = sealedGame('1');
    const written: JsonObject[] = [];
    const write = (json: JsonObject): null[] => {
      written.push(json);
      return [null];
    };
    marbles(({ cold, expectObservable }) => {
      const all = deps({ writeMeta: (_, json) => write(json), writeHack: (_, json) => write(json) });
      expectObservable(cold('(g|)', { g: game }).pipe(archiveSink(all))).toBe('(r|)', { r: recorded() });
    });
    expect(written).toEqual([
      patchJson('1', a, location('1', a), blobNames('a')),
      patchJson('1', b, location('1', b), known),
      hackJson(game.game.record, a, location('1', a), blobNames('a')),
    ]);
  });

  it('reports that nothing has changed', () => {
    const { events, report } = reports();
    const unchanged = recorded({ outcome: 'unchanged', version: 7 });
    marbles(({ cold, expectObservable }) => {
      const all = deps({ record: () => unchanged, report });
      expectObservable(cold('-g|', { g: sealedGame('1') }).pipe(archiveSink(all))).toBe('-r|', { r: unchanged });
    });
    expect(events).toEqual([{ type: 'game.unchanged', id: '1', name: 'Hack 1', version: 7 }]);
  });

  it('reports a game that waits once more', () => {
    const { events, report } = reports();
    const again = recorded({ waits: true });
    marbles(({ cold, expectObservable }) => {
      const all = deps({ record: () => again, report });
      expectObservable(cold('-g|', { g: sealedGame('1') }).pipe(archiveSink(all))).toBe('-r|', { r: again });
    });
    expect(events).toMatchObject([{ type: 'game.recorded' }, { type: 'game.queued', id: '1', name: 'Hack 1' }]);
  });

  it.each(['writeMeta', 'writeHack'])('writes no row and reports nothing when %s fails', (where) => {
    const { events, report } = reports();
    const full = new ArchiveError('The disk is full.');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-g---', { g: sealedGame('1') });
      const failing = () => cold('--#', undefined, full);
      const all = deps({ record: unused, discard: unused, report, [where]: failing });
      expectObservable(source.pipe(archiveSink(all))).toBe('---#', undefined, full);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
    expect(events).toEqual([]);
  });

  it('reports nothing when the rows cannot be written', () => {
    const { events, report } = reports();
    const locked = new ArchiveError('The database is locked.');
    marbles(({ cold, expectObservable }) => {
      const record = (): never => {
        throw locked;
      };
      expectObservable(
        cold('-g---|', { g: sealedGame('1') }).pipe(archiveSink(deps({ record, discard: unused, report }))),
      ).toBe('-#', undefined, locked);
    });
    expect(events).toEqual([]);
  });

  it('writes no row when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-g', { g: sealedGame('1') });
      const meta = cold('   ----w|');
      const unsub = '     ----!';
      const subMeta = '   -^--!';

      const result$ = source.pipe(archiveSink(deps({ writeMeta: () => meta, writeHack: unused, record: unused })));

      expectObservable(result$, unsub).toBe('----');
      expectSubscriptions(meta.subscriptions).toBe(subMeta);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });
});
