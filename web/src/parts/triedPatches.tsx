import type { GameDetail } from '../../../src/dashboard/api/game.js';
import { Badge, type Tone } from './badge.js';

const OUTCOMES: Readonly<Record<string, readonly [Tone, string]>> = {
  success: ['good', 'applies'],
  nothing: ['warn', 'changes nothing'],
  failed: ['bad', 'does not apply'],
};

/** The outcome of each patch in the download. */
export function TriedPatches({ patches }: { readonly patches: GameDetail['tried'] }) {
  if (patches.length === 0) return null;
  return (
    <section class="card" aria-labelledby="tried">
      <h2 id="tried">Patches in the download</h2>
      <ul class="tried">
        {patches.map(({ fileName, kind, primary, score, outcome, reason }, index) => {
          const [tone, word] = OUTCOMES[outcome ?? ''] ?? ['plain', outcome ?? 'not tried'];
          return (
            <li key={index}>
              <bdi class="file-name">{fileName ?? 'Patch'}</bdi> {kind !== null && <Badge>{kind}</Badge>}{' '}
              <Badge tone={tone}>{word}</Badge> {primary && <Badge tone="good">primary</Badge>}
              {score !== null && <span class="faint"> score {score}</span>}
              {reason !== null && <span class="detail">{reason}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
