import { Text } from 'ink';
import prettyBytes from 'pretty-bytes';
import { plainText } from '../../formats/plainText.js';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';
import { useColor } from './colors.js';

type ItemInProgress = RunView['inProgress'][number];

const STAGE_COLUMNS = 12;

/** The items in progress, oldest first, each with its stage and its bytes; no more than there is room for. */
export function InProgress({ view, most }: { readonly view: RunView; readonly most: number }) {
  const { inProgress } = view;
  const shown = inProgress.length > most ? inProgress.slice(0, Math.max(0, most - 1)) : inProgress;
  const more = inProgress.length - shown.length;
  return (
    <>
      {shown.map((item) => (
        <ItemLine key={item.id} item={item} />
      ))}
      {more > 0 && most > 0 && <Line dim>{`  and ${more} more in progress`}</Line>}
    </>
  );
}

function ItemLine({ item }: { readonly item: ItemInProgress }) {
  const accent = useColor('cyan');
  const idle = item.stage === 'waiting';
  return (
    <Line dim={idle}>
      <Text {...(idle ? {} : accent)}>{`  ${item.stage.padEnd(STAGE_COLUMNS)}`}</Text>
      <Text>{`${bytesText(item)}${plainText(item.name)}`}</Text>
    </Line>
  );
}

function bytesText({ bytes, totalBytes }: ItemInProgress): string {
  if (bytes === null) return '';
  if (totalBytes === null || totalBytes === bytes) return `${prettyBytes(bytes)}  `;
  return `${prettyBytes(bytes)} of ${prettyBytes(totalBytes)}  `;
}
