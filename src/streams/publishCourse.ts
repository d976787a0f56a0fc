import { EMPTY, type Observable, type ObservableInput, concat, defer, ignoreElements, of, tap } from 'rxjs';
import type { PlacedHack } from '../formats/publishPlan.js';
import type { Report } from '../model/events.js';
import { eachInTurn } from '../operators/eachInTurn.js';
import { type FetchScreenshotDeps, type WantedScreenshot, fetchScreenshot } from '../operators/fetchScreenshot.js';
import { type PublishRomDeps, type PublishedHack, publishRom } from '../operators/publishRom.js';
import { pull } from '../operators/pull.js';
import { settleHack } from '../operators/settleHack.js';

export interface PublishDeps {
  /** Hacks processed at a time. */
  readonly concurrency: number;
  readonly publishRom: PublishRomDeps;
  /** Writes the entries of these hacks into the gamelist. */
  readonly writeGamelist: (hacks: readonly PublishedHack[]) => ObservableInput<unknown>;
  /** The screenshots that these hacks lack and the site may have; read on demand. */
  readonly wantedScreenshots: (hacks: readonly PublishedHack[]) => AsyncIterable<WantedScreenshot>;
  readonly fetchScreenshot: FetchScreenshotDeps;
  readonly report: Report;
  /** When aborted: finish what is in progress, begin nothing new. */
  readonly signal: AbortSignal;
}

/**
 * From the archive to the front end: first all ROMs, then the gamelist, then the screenshots, which take requests to the site
 * with a pause before each. When the run is stopped, the gamelist is still written with what is there.
 *
 * ```
 * pull → publishRom → settleHack ⟶ (all of them) ⟶ gamelist ⟶ fetchScreenshot
 * ```
 *
 * A hack or screenshot that fails is an event, not an error; errors end the run.
 *
 * @param placed - the work to do, in order
 */
export function publishCourse(placed: readonly PlacedHack[], deps: PublishDeps): Observable<never> {
  return defer(() => {
    const { report, signal } = deps;
    const there = new Map<string, PublishedHack>();
    const inOrder = (): readonly PublishedHack[] => placed.flatMap(({ hack: { id } }) => there.get(id) ?? []);
    const left = placed.values();
    const work = (hack: PlacedHack): Observable<PublishedHack> =>
      of(hack).pipe(publishRom(deps.publishRom), settleHack(hack, report));

    return concat(
      pull(work, {
        next: () => (signal.aborted ? null : (left.next().value ?? null)),
        concurrency: deps.concurrency,
        wake$: EMPTY,
      }).pipe(
        tap((hack) => {
          if (hack.outcome !== 'skipped' && hack.outcome !== 'failed') there.set(hack.hack.id, hack);
        }),
      ),
      defer(() => deps.writeGamelist(inOrder())),
      defer(() =>
        eachInTurn(deps.wantedScreenshots(inOrder()), (wanted) =>
          signal.aborted ? EMPTY : of(wanted).pipe(fetchScreenshot(deps.fetchScreenshot)),
        ),
      ),
    ).pipe(ignoreElements());
  });
}
