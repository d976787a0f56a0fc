/**
 * A JSON value as text again; null when it cannot be written. Writing recurses and reading does not: what is nested too
 * deeply can come in that cannot go out.
 */
export function jsonText(json: unknown): string | null {
  try {
    return JSON.stringify(json);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether a JSON value can be written as text again. */
export function isStorable(json: unknown): boolean {
  return jsonText(json) !== null;
}
