import { type RunEvent, runEvent } from '../../src/model/events.js';

/** The events of a run with `--json`, each line checked against the schema. */
export const eventsOf = (out: string): readonly RunEvent[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => runEvent.parse(JSON.parse(line)));

/** The events of one type. */
export function eventsOfType<T extends RunEvent['type']>(
  out: string,
  type: T,
): readonly Extract<RunEvent, { type: T }>[] {
  const isOfType = (event: RunEvent): event is Extract<RunEvent, { type: T }> => event.type === type;
  return eventsOf(out).filter(isOfType);
}
