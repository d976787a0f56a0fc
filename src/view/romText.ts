import { counted } from '../formats/counted.js';
import type { RunEvent } from '../model/events.js';

type Done = Extract<RunEvent, { type: 'rom.done' }>;

/** A ROM's path below its system's folder, without the `./` of the gamelist. */
export const romName = (path: string): string => path.replace(/^\.\//, '');

/** Which ROM of which system it is: `snes/sub/Game (USA).zip`. */
export const romId = ({ system, rom }: Pick<Done, 'system' | 'rom'>): string => `${system}/${romName(rom)}`;

/** Details of what became of a ROM, besides the outcome; empty when there are none. */
export const doneText = ({ outcome, media, detail }: Pick<Done, 'outcome' | 'media' | 'detail'>): string =>
  [...(outcome === 'scraped' ? [counted(media, 'media file')] : []), ...(detail === null ? [] : [detail])].join(', ');
