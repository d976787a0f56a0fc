import { z } from 'zod';
import type { ListPlace } from '../../model/listPlace.js';

/** URLs cannot be arbitrarily long: a list cannot be paged from a name longer than this. */
const MAX_LENGTH = 4000;
const PLACE = /^(?:first|last|(after|before):(-?\d{1,19})(?::([\s\S]*))?)$/;
const NO_PLACE =
  'this is not a page of a list; leave it out for the first page, or use a value that an answer gave as "previous" or "next"';

/**
 * A page of a list as it appears in a URL: `first`, `last`, or the row after or before which it lies, as
 * `after:<number>:<what the list is sorted by>`.
 */
export const listPlace = z
  .string()
  .max(MAX_LENGTH, NO_PLACE)
  .regex(PLACE, NO_PLACE)
  .transform((text): ListPlace => {
    const [, side, id = '', value = null] = PLACE.exec(text) ?? [];
    if (side === 'after') return { after: { id, value } };
    if (side === 'before') return { before: { id, value } };
    return text === 'last' ? 'last' : 'first';
  });

/** A page of a list in the form that {@link listPlace} parses; null stays null. */
export function placeText(place: ListPlace | null): string | null {
  if (place === null || typeof place === 'string') return place;
  const [side, { id, value }] = 'after' in place ? ['after', place.after] : ['before', place.before];
  return value === null ? `${side}:${id}` : `${side}:${id}:${value}`;
}
