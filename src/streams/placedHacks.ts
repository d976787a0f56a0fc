import { type PublishFolder, sameStamp } from '../files/publishFolder.js';
import { sha224Hex } from '../formats/hashes.js';
import { type NameTemplate, type NameValues, type RomNames, nameKey, romNames } from '../formats/nameTemplate.js';
import { type PlacedHack, type PublishableHack, type Seen, TAKEN, romStep } from '../formats/publishPlan.js';
import { romAgreement } from '../formats/romAgreement.js';
import { RomError } from '../model/errors.js';
import type { PublishedRom } from '../model/published.js';

export interface PlacedHacksDeps {
  readonly template: NameTemplate;
  /** What was written before, by hack id. */
  readonly rows: ReadonlyMap<string, PublishedRom>;
  readonly folder: Pick<PublishFolder, 'look' | 'isSame' | 'read'>;
}

/** A hack and the values for its name. */
export interface UnplacedHack {
  readonly hack: PublishableHack;
  readonly values: NameValues;
}

/**
 * Assigns each hack's ROM its path, one after another, and decides what to do there.
 *
 * A hack that has one of its two names (with and without the id) keeps it; otherwise it gets the first of them that no other
 * hack and no other file has. So every run arrives at the same names. A ROM is read only if its size or mtime is not as recorded.
 */
export async function* placedHacks(
  hacks: Iterable<UnplacedHack>,
  { template, rows, folder }: PlacedHacksDeps,
): AsyncGenerator<PlacedHack, void, undefined> {
  const written = [...rows.values()];
  // A name that the gamelist still lists is not free yet, so that the run after a killed one assigns the same names.
  const owners = new Map([
    ...written.flatMap(({ id, listedAs }) => (listedAs === null ? [] : [[nameKey(listedAs), id] as const])),
    ...written.map(({ id, path }) => [nameKey(path), id] as const),
  ]);

  const see = async (path: string, { hashes }: PublishableHack, row: PublishedRom | null): Promise<Seen> => {
    const stamp = await folder.look(path);
    if (stamp === null) return { is: 'nothing' };
    if (row !== null && sameStamp(stamp, row)) return { is: 'written', stamp };
    const bytes = await folder.read(path);
    if (bytes === null) return { is: 'other' };
    const sha224 = sha224Hex(bytes);
    if (romAgreement(bytes, hashes) === 'same') return { is: 'wanted', stamp, sha224 };
    return row?.sha224 === sha224 ? { is: 'same', stamp } : { is: 'other' };
  };

  const place = async (hack: PublishableHack, names: RomNames): Promise<Pick<PlacedHack, 'path' | 'step'>> => {
    const row = rows.get(hack.id) ?? null;
    const here: Seen = row === null ? { is: 'nothing' } : await see(row.path, hack, row);
    if (row !== null && (here.is === 'other' || row.path === names.plain || row.path === names.withId)) {
      return { path: row.path, step: romStep(hack, row, row.path, { here, there: here }) };
    }
    for (const path of [names.plain, names.withId]) {
      if ((owners.get(nameKey(path)) ?? hack.id) !== hack.id) continue;
      const onlyCase = row !== null && (await folder.isSame(row.path, path));
      const there: Seen = onlyCase ? { is: 'nothing' } : await see(path, hack, row);
      const step = romStep(hack, row, path, { here, there });
      if (step !== TAKEN) return { path, step };
    }
    return { path: row?.path ?? names.plain, step: TAKEN };
  };

  for (const { hack, values } of hacks) {
    const names = romNames(template, values);
    const placed = await place(hack, names).catch((error: unknown): Pick<PlacedHack, 'path' | 'step'> => {
      if (!(error instanceof RomError)) throw error;
      return { path: names.plain, step: { do: 'leave', why: error.message, edited: false } };
    });
    if (placed.step.do !== 'leave') owners.set(nameKey(placed.path), hack.id);
    yield { ...placed, hack, row: rows.get(hack.id) ?? null };
  }
}
