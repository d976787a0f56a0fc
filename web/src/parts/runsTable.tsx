import type { PastRun } from '../../../src/dashboard/api/runs.js';
import { duration } from '../words.js';
import { OutcomeBadge } from './runStatus.js';
import { When } from './when.js';

const COLUMNS = ['Run', 'Outcome', 'Started', 'Duration'] as const;

/** Earlier runs and crawls. Roles are written out because narrow screens show rows as cards. */
export function RunsTable({ runs, label }: { readonly runs: readonly PastRun[]; readonly label: string }) {
  const reasons = runs.some(({ reason }) => reason !== null);
  return (
    <table class="cards" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {[...COLUMNS, ...(reasons ? ['Reason'] : [])].map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <tr key={`${run.kind} ${run.id}`} role="row">
            <td role="cell" class="lead">
              {run.kind === 'update' ? 'Update' : `Crawl${run.mode === null ? '' : `, ${run.mode}`}`}
            </td>
            <td role="cell">
              <OutcomeBadge outcome={run.outcome} />
            </td>
            <td role="cell" data-name="Started">
              <When time={run.startedAt} />
            </td>
            <td role="cell" data-name="Duration">
              {took(run)}
            </td>
            {reasons && (
              <td role="cell" class={run.reason === null ? 'empty' : 'wide'}>
                {run.reason ?? ''}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function took({ startedAt, endedAt, outcome }: PastRun): string {
  // For a run that is in progress or was killed, the end is its last sign of life.
  const isOpen = outcome === 'in_progress' || outcome === 'interrupted';
  if (startedAt === null || endedAt === null || isOpen) return '–';
  return duration(Date.parse(endedAt) - Date.parse(startedAt));
}
