import type { RunView } from '../../../src/model/runView.js';
import { bytes } from '../words.js';
import { ItemName } from './finished.js';
import { Progress } from './progress.js';

/** The items in progress. */
export function InProgress({ inProgress }: { readonly inProgress: RunView['inProgress'] }) {
  if (inProgress.length === 0) return null;
  return (
    <section aria-labelledby="in-progress">
      <h4 id="in-progress">In progress</h4>
      <ul class="in-progress">
        {inProgress.map((item) => (
          <li key={item.id}>
            <ItemName id={item.id} name={item.name} />
            <span class="item-stage">{stageText(item)}</span>
            {item.bytes !== null && item.totalBytes !== null && (
              <Progress
                small
                label={`Download of ${item.name}`}
                done={item.bytes}
                total={item.totalBytes}
                text={`${bytes(item.bytes)} of ${bytes(item.totalBytes)}`}
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
