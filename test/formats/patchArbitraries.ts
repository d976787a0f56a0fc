import fc from 'fast-check';
import { PatchError } from '../../src/model/errors.js';

/** The result, or null when the patch is refused. Any other error is a defect and propagates. */
export function outcome(apply: () => Buffer): Buffer | null {
  try {
    return apply();
  } catch (error) {
    if (error instanceof PatchError) return null;
    throw error;
  }
}

/** One corruption of a file; `at` is taken modulo its length. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('flip'), at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('insert'), at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
  fc.record({ kind: fc.constantFrom('cut', 'duplicate'), at: fc.nat(), length: fc.integer({ min: 1, max: 12 }) }),
);

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Buffer, change: Damage): Buffer {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if ('bytes' in change) {
    if (change.kind === 'insert') return Buffer.concat([before, change.bytes, after]);
    return Buffer.concat([before, change.bytes, after.subarray(change.bytes.length)]).subarray(0, bytes.length);
  }
  if (change.kind === 'cut') return Buffer.concat([before, after.subarray(change.length)]);
  return Buffer.concat([before, after.subarray(0, change.length), after]);
}

/** One to three corruptions, applied to `bytes`. */
export const damages = fc
  .array(damage, { minLength: 1, maxLength: 3 })
  .map((changes) => (bytes: Uint8Array) => changes.reduce(damaged, Buffer.from(bytes)));

/** Bytes as in a ROM: stretches of anything between long runs of one byte. */
export const romBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .record({ byte: fc.nat(255), length: fc.integer({ min: 1, max: 400 }) })
        .map(({ byte, length }) => new Uint8Array(length).fill(byte)),
    ),
    { maxLength: 8 },
  )
  .map((stretches) => Buffer.concat(stretches));

/** A source with a target: another file, the same with some changes, its beginning, or the same with more appended. */
export const romPair = fc
  .tuple(romBytes, romBytes, damages, fc.constantFrom('other', 'changed', 'shorter', 'longer'))
  .map(([source, other, change, relation]) => {
    const targets = {
      other,
      changed: change(source),
      shorter: change(source).subarray(0, Math.floor(source.length / 2)),
      longer: Buffer.concat([source, other]),
    };
    return { source, target: targets[relation] };
  });
