/** Whether the text is an SMW Central id: digits only, at most 20. Ids stay text, leading zeros and all. */
export function isGameId(text: string): boolean {
  return /^[0-9]{1,20}$/.test(text);
}

/** A game id without the `.0` that it acquired where it was once stored as a number. */
export function plainId(id: string): string {
  return id.replace(/\.0$/, '');
}
