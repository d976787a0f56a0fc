/** A time as SQLite's CURRENT_TIMESTAMP writes it: `YYYY-MM-DD HH:MM:SS`, UTC. */
export function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
