import { z } from 'zod';
import type { JsonObject } from '../model/game.js';

const withImages = z.object({ images: z.array(z.string()) });

/** The URLs of a record's pictures, as the site gives them; empty if the list is malformed. */
export const recordImages = (record: JsonObject | null): readonly string[] =>
  withImages.safeParse(record).data?.images ?? [];
