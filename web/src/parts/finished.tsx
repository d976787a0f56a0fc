import type { RunView } from '../../../src/model/runView.js';
import { Notice } from './notice.js';

const MARKS = { done: '✓', failed: '✗', skipped: '○' } as const;
const LATEST = 8;

interface FinishedProps {
  readonly view: RunView;
  readonly going: boolean;
}

/** What the run finished last, what failed in it, and its warnings. */
export function Finished({ view, going }: FinishedProps) {
  return (
    <>
      <Items title={going ? 'Recently finished' : 'Last finished'} items={view.finished.slice(-LATEST)} />
      {view.failures.length > 0 && (
        <details class="more">
          <summary>Failures in this run ({view.failures.length})</summary>
          <Items items={view.failures} />
        </details>
      )}
      {view.warnings.map((warning) => (
        <Notice key={warning} tone="hint">
          {warning}
        </Notice>
      ))}
    </>
  );
}

function Items({ title, items }: { readonly title?: string; readonly items: RunView['finished'] }) {
  if (items.length === 0) return null;
  return (
    <>
      {title !== undefined && <h4>{title}</h4>}
      <ul class="marked">
        {items.toReversed().map(({ t, id, name, mark, detail }) => (
          <li key={`${t} ${id} ${mark}`} class={`is-${mark}`}>
            <span class="mark-sign" aria-hidden="true">
              {MARKS[mark]}
            </span>
            <span>
              <span class="unseen">{mark}: </span>
              <ItemName id={id} name={name} />
              {detail !== null && <span class="detail">{detail}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A game is a link; a ROM, whose id is not a number, is not. */
export function ItemName({ id, name }: { readonly id: string; readonly name: string }) {
  return /^\d{1,20}$/.test(id) ? <a href={`#/games/${id}`}>{name}</a> : <span>{name}</span>;
}
