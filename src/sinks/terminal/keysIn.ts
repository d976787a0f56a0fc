/** As a terminal sends Ctrl-C. */
const INTERRUPT = '\u0003';

/**
 * The keys in what a terminal sends at once, Ctrl-C as `C-c`. Pasted text is not a key and stays in one piece; but an
 * impatient user presses Ctrl-C again and again, and each press counts.
 *
 * @param ctrl - Ctrl was held; then `input` is the letter alone
 */
export function keysIn(input: string, ctrl: boolean): readonly string[] {
  const interrupts = Array.from(input).filter((one) => one === INTERRUPT);
  if (interrupts.length > 0) return interrupts.map(() => 'C-c');
  return [ctrl ? `C-${input}` : input];
}
