import type { RunEvent } from '../../src/model/events.js';
import { eventsOfType } from './events.js';

type Done = Extract<RunEvent, { type: 'rom.done' }>;

/** How each ROM ended, by `system/path`. */
export const endings = (out: string): Readonly<Record<string, Done['outcome']>> =>
  Object.fromEntries(eventsOfType(out, 'rom.done').map((done) => [nameOf(done), done.outcome]));

/** Why each ROM ended so, by `system/path`, where a reason is given. */
export const details = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    eventsOfType(out, 'rom.done').flatMap((done) => (done.detail === null ? [] : [[nameOf(done), done.detail]])),
  );

/** The only event of a type; fails if there are more or none. */
export function only<T extends RunEvent['type']>(out: string, type: T): Extract<RunEvent, { type: T }> {
  const [event, ...others] = eventsOfType(out, type);
  if (event === undefined || others.length > 0) throw new Error(`${others.length + 1} events ${type} in:\n${out}`);
  return event;
}

export const summary = (out: string): Extract<RunEvent, { type: 'scrape.summary' }> => only(out, 'scrape.summary');

/** The messages of all warnings. */
export const warnings = (out: string): readonly string[] => eventsOfType(out, 'warning').map(({ message }) => message);

const nameOf = ({ system, rom }: Done): string => `${system}/${rom.replace(/^\.\//, '')}`;
