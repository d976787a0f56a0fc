import { join } from 'node:path';
import type { Connection } from '../archive/connection.js';
import { PUBLISHED_FILE } from '../archive/published.js';
import type { PublishSettings } from '../config/publishSettings.js';
import type { PublishFolder } from '../files/publishFolder.js';
import type { NameTemplate } from '../formats/nameTemplate.js';
import type { PlacedHack } from '../formats/publishPlan.js';
import type { Report } from '../model/events.js';
import type { PublishedRom } from '../model/published.js';
import type { BaseRom } from '../model/rom.js';
import { archivedHacks } from '../streams/archivedHacks.js';
import { placedHacks } from '../streams/placedHacks.js';

/** What a publication and its dry run have in common. */
export interface Publication {
  readonly settings: PublishSettings;
  readonly template: NameTemplate;
  readonly base: BaseRom;
  readonly rhdata: Connection;
  readonly folder: PublishFolder;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** The system's gamelist. */
export const gamelistPath = ({ gamelists, system }: PublishSettings): string => join(gamelists, system, 'gamelist.xml');

/** The database of what is published, kept beside the gamelists. */
export const publishedPath = ({ gamelists }: PublishSettings): string => join(gamelists, PUBLISHED_FILE);

/** Every hack of the archive that has a patch, with what is to be done about it. */
export const hacksOf = (
  run: Publication,
  rows: ReadonlyMap<string, PublishedRom>,
): AsyncGenerator<PlacedHack, void, undefined> =>
  placedHacks(archivedHacks(run.rhdata, run.report), { template: run.template, rows, folder: run.folder });
