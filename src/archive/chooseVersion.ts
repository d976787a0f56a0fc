import { findByName, type NamedHack } from '../formats/findByName.js';
import { isGameId, plainId } from '../formats/gameId.js';
import { UsageError } from '../model/errors.js';
import type { Connection } from './connection.js';
import { hackNames, type HackVersion, versionsOf } from './hackVersions.js';

/** A version of a hack whose blob the archive has. */
export interface ChosenVersion extends HackVersion {
  readonly id: string;
  readonly blob: string;
}

const MAX_LISTED = 20;

/**
 * Finds the version that the user means.
 *
 * @param wanted - a hack's id or name, or a part of the name that no other hack has
 * @param version - null: the latest that has a blob
 * @throws UsageError - no hack matches, or several do (each is named with its id), or there is no such version
 */
export function chooseVersion(db: Connection, wanted: string, version: number | null): ChosenVersion {
  const id = findHack(db, wanted);
  const versions = versionsOf(db, id);
  const chosen = versions.find((one) => (version === null ? one.blob !== null : one.version === version));
  const there = versions.map((one) => one.version).join(', ');
  if (chosen === undefined) {
    throw new UsageError(
      version === null
        ? `The archive has no patch of hack ${id}: it knows the hack, but has none of its blobs.`
        : `The archive has no version ${version} of hack ${id}, only ${there}.`,
    );
  }
  if (chosen.blob === null) {
    const sealed = versions.filter((one) => one.blob !== null).map((one) => one.version);
    const others = sealed.length === 0 ? 'nor of any other one' : `only of ${sealed.join(', ')}`;
    throw new UsageError(`The archive has no patch of version ${chosen.version} of hack ${id}, ${others}.`);
  }
  return { ...chosen, blob: chosen.blob, id };
}

/** A name of digits only is tried as an id first. */
function findHack(db: Connection, wanted: string): string {
  const id = plainId(wanted.trim());
  if (isGameId(id) && versionsOf(db, id).length > 0) return id;
  const found = findByName(wanted, hackNames(db));
  switch (found.is) {
    case 'one':
      return found.hack.id;
    case 'several':
      throw new UsageError(`Several hacks match "${wanted}"; choose one by its id: ${listed(found.hacks)}.`);
    case 'none':
      if (isGameId(id)) {
        throw new UsageError(`The archive has no hack ${id}; romflow update --game-ids=${id} fetches it.`);
      }
      throw new UsageError(
        found.nearest.length === 0
          ? 'There are no hacks in the archive yet; romflow update fetches them.'
          : `The archive has no hack "${wanted}"; the closest names are ${listed(found.nearest)}.`,
      );
  }
}

const listed = (hacks: readonly NamedHack[]): string =>
  [
    ...hacks.slice(0, MAX_LISTED).map(({ id, name }) => `${id} ${name}`),
    ...(hacks.length > MAX_LISTED ? [`and ${hacks.length - MAX_LISTED} more`] : []),
  ].join('; ');
