/**
 * Whether a JSON value can be written as text again. Writing recurses and reading does not: what is nested too deeply can
 * come in that cannot go out.
 */
export function isStorable(json: unknown): boolean {
  try {
    JSON.stringify(json);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
