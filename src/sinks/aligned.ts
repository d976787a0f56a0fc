/**
 * Labels and values, one pair per line, the values aligned.
 *
 * @param width - columns for a label with its colon
 */
export function aligned(rows: Readonly<Record<string, number | string>>, width: number): readonly string[] {
  return Object.entries(rows).map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`);
}
