import { z } from 'zod';
import { MEDIA_KIND_NAMES } from '../model/mediaKind.js';
import { isoColumn, numberColumn } from './isoTime.js';

const kind = z.enum(MEDIA_KIND_NAMES);

/** A row of `rom_media`; columns that do not belong to its status are null there and left out here. */
export const mediumRow = z.discriminatedUnion('status', [
  z.object({
    kind,
    status: z.literal('stored'),
    file: z.string(),
    size: numberColumn,
    sha1: z.string(),
    type: z.string(),
    region: z.string().nullable(),
  }),
  z.object({ kind, status: z.literal('none') }),
  z.object({
    kind,
    status: z.literal('failed'),
    reason: z.string(),
    lasting: z.enum(['0', '1']).transform((flag) => flag === '1'),
    at: isoColumn,
  }),
]);
