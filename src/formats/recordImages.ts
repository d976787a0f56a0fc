import { z } from 'zod';
import type { JsonObject } from '../model/game.js';

const withImages = z.object({ images: z.array(z.string()) });

/** The addresses of a record's pictures, as the site gives them; none when it is unclear which. */
export const recordImages = (record: JsonObject | null): readonly string[] =>
  withImages.safeParse(record).data?.images ?? [];
