import { closest } from 'fastest-levenshtein';
import { MEDIA_KINDS, MEDIA_KIND_NAMES, type MediaKind } from '../../model/mediaKind.js';

/** What a list of media names means. */
export interface NamedKinds {
  /** In list order, each once. */
  readonly kinds: readonly MediaKind[];
  /** Unknown names, each with the closest known one. */
  readonly unknown: readonly { readonly name: string; readonly nearest: string }[];
}

const NAMED = MEDIA_KIND_NAMES.flatMap((kind) => [kind, ...MEDIA_KINDS[kind].types].map((name) => ({ name, kind })));
const NAMES = NAMED.map(({ name }) => name);
const KIND_BY_NAME = new Map(NAMED.map(({ name, kind }) => [name.toLowerCase(), kind]));

/**
 * Reads names of media, ES-DE's (`covers`) or ScreenScraper's (`box-2D`), ignoring case.
 *
 * `wheel` and `wheel-hd` are one kind: whichever the site has is taken.
 */
export function mediaKindsOf(names: readonly string[]): NamedKinds {
  const found = names.map((name) => ({ name, kind: KIND_BY_NAME.get(name.trim().toLowerCase()) }));
  return {
    kinds: [...new Set(found.flatMap(({ kind }) => kind ?? []))],
    unknown: found
      .filter(({ kind }) => kind === undefined)
      .map(({ name }) => ({ name, nearest: closest(name, NAMES) })),
  };
}
