import type { GameVersionDetail } from '../../../src/dashboard/api/game.js';
import { bytes } from '../words.js';
import { Badge } from './badge.js';
import { Changes } from './changes.js';
import { Facts } from './facts.js';
import { GamePatch } from './gamePatch.js';
import { OutsideLink } from './outsideLink.js';
import { When } from './when.js';

interface GameVersionProps {
  readonly version: GameVersionDetail;
  readonly open: boolean;
}

/** A version: what the site said about it, what changed in it, and its patches. */
export function GameVersion({ version, open }: GameVersionProps) {
  return (
    <details class="card version" open={open}>
      <summary>
        <h3>Version {version.version}</h3>
        <span class="faint">
          <When time={version.recordedAt} day />
        </span>
        {version.featured === true && <Badge tone="good">hall of fame</Badge>}
        {version.demo === true && <Badge>demo</Badge>}
      </summary>
      {version.description !== null && <p class="description">{version.description}</p>}
      {version.tags.length > 0 && (
        <ul class="tags" aria-label="Tags">
          {version.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      <Facts of={factsOf(version)} />
      {version.changes.length > 0 && (
        <>
          <h4>Changes since the previous version</h4>
          <Changes changes={version.changes} label={`Changes in version ${String(version.version)}`} />
        </>
      )}
      <h4>Patches</h4>
      {version.patches.length === 0 && <p class="faint">None recorded.</p>}
      {version.patches.map((patch, index) => (
        <GamePatch key={patch.sha224 ?? index} patch={patch} />
      ))}
    </details>
  );
}

function factsOf(version: GameVersionDetail): Parameters<typeof Facts>[0]['of'] {
  const { addedAt, recordedAt, obsoletedBy } = version;
  return [
    ['Name', version.name],
    ['Author', version.author],
    ['Difficulty', version.difficulty],
    ['Type', version.type],
    ['Length', version.length],
    ['On the site since', addedAt === null ? null : <When time={addedAt} />],
    ['Recorded', recordedAt === null ? null : <When time={recordedAt} />],
    ['Size', version.bytes === null ? null : bytes(version.bytes)],
    [
      'Download',
      version.downloadUrl === null ? null : <OutsideLink to={version.downloadUrl}>ZIP on the site</OutsideLink>,
    ],
    ['ZIP in the archive', version.zip === null ? null : <code>{version.zip}</code>],
    ['Successor', obsoletedBy === null ? null : <a href={`#/games/${obsoletedBy}`}>Game {obsoletedBy}</a>],
  ];
}
