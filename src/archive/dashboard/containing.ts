/** The pattern of LIKE, with `\` for its escape, of what has this text in it. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
