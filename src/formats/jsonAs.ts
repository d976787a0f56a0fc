import type { z } from 'zod';

/** What a JSON text holds, as a schema has it; null where there is no text, where it is no JSON, or is something else. */
export function jsonAs<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
