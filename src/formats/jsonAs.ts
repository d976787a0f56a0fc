import type { z } from 'zod';

/** Parses JSON text with a schema; null if there is no text, it is not JSON, or it does not match. */
export function jsonAs<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
