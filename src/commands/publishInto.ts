import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { type Gate, openGate } from '../archive/gate.js';
import { GATE_FILE } from '../archive/gateHost.js';
import { lockGamelists } from '../archive/lockGamelists.js';
import { type Published, openPublished } from '../archive/published.js';
import { gamelistFile } from '../files/gamelistFile.js';
import { mediaFiles } from '../files/mediaFiles.js';
import type { PlacedHack } from '../formats/publishPlan.js';
import { aborted } from '../streams/aborted.js';
import { warningTo } from '../streams/eventStream.js';
import { publishCourse } from '../streams/publishCourse.js';
import { publishDeps } from '../streams/publishDeps.js';
import { settleListed } from '../streams/settleListed.js';
import { untilOutputClosed } from '../streams/untilOutputClosed.js';
import { type Publication, gamelistPath, hacksOf, publishedPath } from './publication.js';
import { siteOf } from './siteOf.js';
import { warnOfEsDe } from './warnOfEsDe.js';

/**
 * Publishes, holding the lock that keeps others from publishing or scraping into these gamelists.
 *
 * @throws RunError - whatever ended the run
 */
export async function publish(run: Publication): Promise<void> {
  const { settings, report } = run;
  const file = publishedPath(settings);
  await warnOfEsDe(report);
  const lock = lockGamelists(settings.gamelists, () => new Date());
  try {
    const published = await openPublished(file, settings.system, { now: Date.now, uuid: randomUUID });
    try {
      const gate = openGate(join(settings.archive.stateFolder, GATE_FILE), { now: Date.now, warn: warningTo(report) });
      try {
        await publishAll(run, published, gate);
      } finally {
        gate.close();
      }
    } finally {
      published.close();
    }
  } finally {
    lock.release();
  }
}

async function publishAll(run: Publication, published: Published, gate: Gate): Promise<void> {
  const { settings, base, rhdata, folder, report, signal } = run;
  const { archive, to, system, media } = settings;
  const gamelist = gamelistPath(settings);
  const list = gamelistFile(gamelist);
  await settleListed(published, { list, to });
  const placed: PlacedHack[] = [];
  for await (const hack of hacksOf(run, published.roms())) {
    if (signal.aborted) break;
    placed.push(hack);
  }
  const concurrency = archive.processing.maxConcurrent;
  const planned = { waiting: placed.length, most: null, workers: concurrency, pageGapMs: null, fileGapMs: null };
  report({ type: 'run.planned', ...planned });
  const files = mediaFiles(media, system);
  // Including where ROMs used to be: another template may have put them there.
  await folder.sweep(placed.flatMap(({ path, row }) => (row === null ? [path] : [path, row.path])));
  for (const left of [files, list]) await left.sweep();

  const deps = publishDeps({
    system,
    to,
    folder,
    gamelist,
    media,
    published,
    base,
    report,
    signal,
    gamelistFile: list,
    mediaFiles: files,
    archive: { rhdata, patchbin: archive.databases.patchbin, blobs: archive.paths.blobs },
    baseUrl: new URL(archive.smwc.baseUrl),
    site: siteOf(archive, { gates: [gate], report, stop$: aborted(signal), countTry: () => undefined }),
    screenshots: settings.screenshots,
    concurrency,
    software: `romflow ${archive.version}`,
    now: Date.now,
  });
  await lastValueFrom(publishCourse(placed, deps).pipe(untilOutputClosed(signal)), { defaultValue: null });
}
