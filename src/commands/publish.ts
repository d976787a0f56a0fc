import { loadPublishSettings } from '../config/publishSettings.js';
import type { RunCommand } from './context.js';
import { publishRun } from './publishRun.js';

/** `romflow publish`: puts the archive's hacks into an ES-DE folder as ROMs, with gamelist entries and screenshots. */
export const runPublish: RunCommand = async (context) => publishRun(await loadPublishSettings(context), context);
