import type { RunView } from '../../../src/model/runView.js';
import { bytes } from '../words.js';
import { Progress } from './progress.js';
import { ItemName } from './finished.js';

/** The items in progress. */
export function InProgress({ inProgress }: { readonly inProgress: RunView['inProgress'] }) {
  if (inProgress.length === 0) return null;
  return (
    <section aria-labelledby="in-progress">
      <h4 id="in-progress">In progress</h4>
      <ul class="in-progress">
        {inProgress.map((hand) => (
          <li key={hand.id}>
            <ItemName id={hand.id} name={hand.name} />
            <span class="item-stage">{stageText(hand)}</span>
            {hand.bytes !== null && hand.totalBytes !== null && (
              <Progress
                small
                label={`Download of ${hand.name}`}
                done={hand.bytes}
                total={hand.totalBytes}
                text={`${bytes(hand.bytes)} of ${bytes(hand.totalBytes)}`}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function stageText({ stage, bytes: come, totalBytes }: RunView['inProgress'][number]): string {
  const stageWord = stage === 'media' ? 'fetching media' : stage;
  if (come === null) return stageWord;
  return `${stageWord}, ${bytes(come)}${totalBytes === null ? '' : ` of ${bytes(totalBytes)}`}`;
}
