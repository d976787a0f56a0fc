/**
 * Redacts a thrown value: an error's message, stack and other texts, and those of its causes. The error stays the same
 * object, so it keeps its class and the policy that goes with it.
 *
 * @param redact - as created by `redactSecrets`
 * @returns the error; for a thrown string, the redacted one
 */
export function redactError(thrown: unknown, redact: (text: string) => string): unknown {
  return redacted(thrown, redact, new Set());
}

function redacted(value: unknown, redact: (text: string) => string, been: Set<unknown>): unknown {
  if (typeof value === 'string') return redact(value);
  if (value instanceof URL) return redact(value.href);
  if (!(value instanceof Error || Array.isArray(value)) || been.has(value)) return value;
  been.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const before: unknown = Reflect.get(value, key);
    const after = redacted(before, redact, been);
    if (after !== before) Reflect.set(value, key, after);
  }
  return value;
}
