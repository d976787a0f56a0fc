/** Deeper than any record, and as deep as SQLite's own functions read JSON. */
const MAX_LEVELS = 1000;

/**
 * Whether a JSON value can be serialized again: it is nested no deeper than 1000 levels. Parsing does not recurse and
 * serializing does, so not everything that comes in can go out. The actual limit differs between versions of Node,
 * between plain and indented text, and with what else is on the stack, so depth is counted instead of tried.
 */
export function isStorable(json: unknown): boolean {
  let level = containersIn([json]);
  for (let depth = 0; level.length > 0 && depth < MAX_LEVELS; depth++) {
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
  return level.length === 0;
}

/** The arrays and objects among values. */
const containersIn = (values: readonly unknown[]) =>
  values.filter((value) => typeof value === 'object' && value !== null);
