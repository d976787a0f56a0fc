/** Whether the text is an SMW Central id: digits only, 20 at most. Ids stay text, leading zeros and all. */
export function isGameId(text: string): boolean {
  return /^[0-9]{1,20}$/.test(text);
}
