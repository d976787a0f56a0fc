import { type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { RomError } from '../../src/model/errors.js';
import type { MediaKind } from '../../src/model/mediaKind.js';
import type { MediaState } from '../../src/model/mediaState.js';
import { type RetireMediaDeps, retireMedia } from '../../src/operators/retireMedia.js';
import { medium } from '../formats/media/samples.js';
import { marbles } from '../marbles.js';
import { identified, mediaNotes, nothing, unused } from './mediaSamples.js';

const DIGEST = { file: 'nes/x.png', size: 1, crc32: 'c', md5: 'm', sha1: 'known' };
const MOVED = { file: 'nes/x.png', to: 'CLEANUP/nes/x.png' };
const ROM = './Game (USA).nes';

const stored = (sha1 = 'known'): MediaState => ({
  status: 'stored',
  file: 'nes/x.png',
  size: 1,
  sha1,
  type: 'box-2D',
  region: null,
});

const asks = (
  files: Partial<RetireMediaDeps['files']>,
  mayBeStale = true,
): Pick<RetireMediaDeps, 'files' | 'mayBeStale'> => ({
  files: { digest: () => of(DIGEST), retire: unused, ...files },
  mayBeStale: () => mayBeStale,
});

const illustrated = (plan: 'scrape' | 'missing media' | 'compare' = 'compare') => ({ ...identified(plan), stored: 2 });

describe('retireMedia', () => {
  it('moves aside what the site no longer has, then remembers and reports it', () => {
    const { notes, deps } = mediaNotes(['covers'], {}, { covers: stored() });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const task = illustrated();
      const source = cold(' -t----|', { t: task });
      const digest = cold(' -(d|)', { d: DIGEST });
      const retire = cold(' --(m|)', { m: MOVED });
      const result$ = source.pipe(retireMedia({ ...deps, ...asks({ digest: () => digest, retire: () => retire }) }));
      expectObservable(result$).toBe('----t-|', { t: task });
      expectSubscriptions(digest.subscriptions).toBe('-^!');
      expectSubscriptions(retire.subscriptions).toBe('--^-!');
    });
    expect(notes).toEqual([
      ['remember', ROM, 'covers', { status: 'none' }],
      { type: 'media.retired', system: 'nes', rom: ROM, kind: 'covers', ...MOVED },
    ]);
  });

  it.each<['scrape' | 'missing media' | 'compare', boolean, number]>([
    ['scrape', true, 2],
    ['missing media', true, 0],
    // The place belongs to another ROM first, whose game has what this one's lacks.
    ['scrape', false, 0],
    ['compare', false, 0],
  ])('moves aside what may be stale, unless only missing media are wanted: %s, %s', (plan, mayBeStale, told) => {
    const { notes, deps } = mediaNotes(['covers'], {}, { covers: stored() });
    marbles(({ cold, expectObservable }) => {
      const task = illustrated(plan);
      const result$ = cold('t|', { t: task }).pipe(
        retireMedia({ ...deps, ...asks({ retire: () => of(MOVED) }, mayBeStale) }),
      );
      expectObservable(result$).toBe('t|', { t: task });
    });
    expect(notes).toHaveLength(told);
  });

  it('handles one kind after the other', () => {
    const { deps } = mediaNotes(['covers', 'fanart'], {}, { covers: stored(), fanart: stored() });
    const order: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const retire = (kind: MediaKind): Observable<typeof MOVED> => {
        order.push(kind);
        return cold('--(m|)', { m: MOVED });
      };
      const task = illustrated();
      const result$ = cold('t|', { t: task }).pipe(retireMedia({ ...deps, ...asks({ retire }) }));
      expectObservable(result$).toBe('----(t|)', { t: task });
    });
    expect(order).toEqual(['covers', 'fanart']);
  });

  it.each<
    [string, 'scrape' | 'missing media' | 'compare', Parameters<typeof mediaNotes>, Partial<RetireMediaDeps['files']>]
  >([
    [
      'that the site has',
      'compare',
      [['covers'], { covers: medium('box-2D') }, { covers: stored() }],
      { digest: unused },
    ],
    ['that never came from the site', 'compare', [['covers'], {}, {}], { digest: unused }],
    ['that the site never had', 'compare', [['covers'], {}, { covers: { status: 'none' } }], { digest: unused }],
    ['that the user has changed', 'compare', [['covers'], {}, { covers: stored('other') }], {}],
    ['that is gone', 'compare', [['covers'], {}, { covers: stored() }], { digest: nothing }],
    ['of a kind that is not wanted', 'compare', [['fanart'], {}, { covers: stored() }], { digest: unused }],
    ['of a ROM that lacks others', 'missing media', [['covers'], {}, { covers: stored() }], { digest: unused }],
    ['that is the last one', 'compare', [['covers'], {}, { covers: stored() }], { retire: nothing }],
  ])('leaves a medium alone %s', (_, plan, known, files) => {
    const { notes, deps } = mediaNotes(...known);
    marbles(({ cold, expectObservable }) => {
      const task = illustrated(plan);
      const result$ = cold('t|', { t: task }).pipe(retireMedia({ ...deps, ...asks(files) }));
      expectObservable(result$).toBe('t|', { t: task });
    });
    expect(notes).toEqual([]);
  });

  it('continues without a medium that cannot be moved', () => {
    const { notes, deps } = mediaNotes(['covers'], {}, { covers: stored() });
    const reason = 'Cannot move it.';
    marbles(({ cold, expectObservable }) => {
      const task = illustrated('compare');
      const retire = () => cold<never>('-#', undefined, new RomError(reason));
      const result$ = cold('t|', { t: task }).pipe(retireMedia({ ...deps, ...asks({ retire }) }));
      expectObservable(result$).toBe('-(t|)', { t: task });
    });
    expect(notes).toMatchObject([{ type: 'media.failed', kind: 'covers', reason }]);
  });

  it('propagates errors', () => {
    const { deps } = mediaNotes(['covers'], {}, { covers: stored() });
    marbles(({ cold, expectObservable }) => {
      const broken = new Error('on purpose');
      const digest = () => cold<typeof DIGEST>('-#', undefined, broken);
      const result$ = cold('t|', { t: illustrated() }).pipe(retireMedia({ ...deps, ...asks({ digest }) }));
      expectObservable(result$).toBe('-#', undefined, broken);
    });
  });

  it('cancels when unsubscribed', () => {
    const { deps } = mediaNotes(['covers'], {}, { covers: stored() });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const digest = cold<typeof DIGEST>('-----(d|)', { d: DIGEST });
      const result$ = cold('t', { t: illustrated() }).pipe(retireMedia({ ...deps, ...asks({ digest: () => digest }) }));
      expectObservable(result$, '--!').toBe('--');
      expectSubscriptions(digest.subscriptions).toBe('^-!');
    });
  });
});
