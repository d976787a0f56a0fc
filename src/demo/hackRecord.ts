import type { JsonObject } from '../model/game.js';

const TYPES = { standard: 'Standard', kaizo: 'Kaizo', puzzle: 'Puzzle', tool_assisted: 'Tool-Assisted' } as const;
const DIFFICULTIES = ['Newcomer', 'Casual', 'Intermediate', 'Advanced', 'Expert', 'Master', 'Grandmaster'] as const;

/** The facts about a hack from which its record is made. */
export interface RecordFacts {
  readonly id: number;
  /** HTML, with entities. */
  readonly name: string;
  /** The day it was added to the site, `YYYY-MM-DD`. */
  readonly date: string;
  readonly authors: readonly string[];
  readonly types: readonly (keyof typeof TYPES)[];
  /** 1 (Newcomer) to 7 (Grandmaster). */
  readonly difficulty: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly exits: number;
  /** HTML. */
  readonly description: string;
  readonly tags?: readonly string[];
  readonly images?: number;
  readonly rating?: number;
  readonly demo?: boolean;
  readonly hallOfFame?: boolean;
  readonly obsoletedBy?: number;
}

const yesNo = (flag: boolean): string => (flag ? 'Yes' : 'No');

/** A record as SMW Central serves it today, without the size and URL of the download. */
export function hackRecord(facts: RecordFacts): JsonObject {
  const { id, types, difficulty, exits, demo = false, hallOfFame = false } = facts;
  return {
    id,
    section: 'smwhacks',
    name: facts.name,
    time: Date.parse(facts.date) / 1000 + 12 * 3600,
    moderated: true,
    authors: facts.authors.map((name, index) => ({ id: index === 0 ? 1000 + (id % 1000) : null, name })),
    submitter: null,
    tags: facts.tags ?? [],
    images: Array.from({ length: facts.images ?? 0 }, (_, index) => `//dl.smwcentral.net/image/${id}${index}.png`),
    rating: facts.rating ?? null,
    downloads: (id * 37) % 9000,
    obsoleted_by: facts.obsoletedBy ?? null,
    fields: {
      demo: yesNo(demo),
      hof: yesNo(hallOfFame),
      sa1: 'No',
      collab: yesNo(facts.authors.length > 1),
      length: `${exits} exit(s)`,
      type: types.map((type) => TYPES[type]).join(', '),
      difficulty: DIFFICULTIES[difficulty - 1],
      description: facts.description,
    },
    raw_fields: {
      demo,
      hof: hallOfFame,
      sa1: false,
      collab: facts.authors.length > 1,
      length: exits,
      type: types,
      difficulty: `diff_${difficulty}`,
      description: facts.description,
    },
  };
}

/**
 * A record as the site served it years ago: type and difficulty were one field, the hall of fame was called featured, and
 * the submitter was a person.
 *
 * @param raw - the raw difficulty behind the label: an array, or an object keyed by the number of the choice
 */
export function olderHackRecord(facts: RecordFacts, label: string, raw: readonly string[] | JsonObject): JsonObject {
  const { exits, description, demo = false, hallOfFame = false } = facts;
  return {
    ...hackRecord(facts),
    submitter: { id: 77, name: 'Archivist' },
    fields: {
      demo: yesNo(demo),
      featured: yesNo(hallOfFame),
      length: `${exits} exit(s)`,
      difficulty: label,
      description,
    },
    raw_fields: { demo, featured: hallOfFame, length: exits, difficulty: raw, description },
  };
}
