/** How many characters are compared. No file has a longer name, and the worst case is cubic. */
const MAX_CHARACTERS = 256;

/** A range in each of the two texts; ends are exclusive. */
interface Span {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/**
 * How similar two texts are, after Ratcliff and Obershelp: 2·M/T, where T is the length of both together in code
 * points, and M the length of what they share (the longest common run and, recursively, what is shared on its left and
 * right).
 *
 * The same number as Python's `SequenceMatcher(None, a, b, autojunk=False).ratio()`; as there, the order of the two
 * matters a little. Only the first 256 code points of each text count.
 *
 * @returns from 0 to 1; 1 for two empty texts
 * @see https://docs.python.org/3/library/difflib.html#difflib.SequenceMatcher.ratio
 */
export function similarity(a: string, b: string): number {
  const left = codePoints(a);
  const right = codePoints(b);
  const total = left.length + right.length;
  return total === 0 ? 1 : (2 * sharedLength(left, right)) / total;
}

function codePoints(text: string): Uint32Array {
  // Twice as many code units are enough for that many code points, whatever they are.
  const points = Array.from(text.slice(0, 2 * MAX_CHARACTERS), (character) => character.codePointAt(0) ?? 0);
  return Uint32Array.from(points.slice(0, MAX_CHARACTERS));
}

function sharedLength(a: Uint32Array, b: Uint32Array): number {
  const open: Span[] = [{ aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }];
  let shared = 0;
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const run = longestRun(a, b, span);
    if (run === null) continue;
    shared += run.aEnd - run.aStart;
    open.push({ ...span, aEnd: run.aStart, bEnd: run.bStart }, { ...span, aStart: run.aEnd, bStart: run.bEnd });
  }
  return shared;
}

/** The longest common run; of equally long ones, the first in `a`, and of these the first in `b`. */
function longestRun(a: Uint32Array, b: Uint32Array, { aStart, aEnd, bStart, bEnd }: Span): Span | null {
  // For each position in b: the length of the run that ends there and at the current position in a.
  const lengths = new Uint16Array(bEnd - bStart);
  let best = 0;
  let aBest = aStart;
  let bBest = bStart;
  for (let i = aStart; i < aEnd; i += 1) {
    let diagonal = 0;
    for (let j = bStart; j < bEnd; j += 1) {
      const above = lengths[j - bStart] ?? 0;
      const length = a[i] === b[j] ? diagonal + 1 : 0;
      lengths[j - bStart] = length;
      diagonal = above;
      if (length > best) {
        best = length;
        aBest = i + 1;
        bBest = j + 1;
      }
    }
  }
  return best === 0 ? null : { aStart: aBest - best, aEnd: aBest, bStart: bBest - best, bEnd: bBest };
}
