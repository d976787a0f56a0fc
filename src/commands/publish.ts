import { loadPublishSettings } from '../config/publishSettings.js';
import type { RunCommand } from './context.js';
import { publishRun } from './publishRun.js';

/** `romflow publish`: the archive's hacks become ROMs in a folder of ES-DE, with their entries and screenshots. */
export const runPublish: RunCommand = async (context) => publishRun(await loadPublishSettings(context), context);
