import { useState } from 'preact/hooks';
import { type CurrentRun, type OrderRun, accepted } from '../../../src/dashboard/api/run.js';
import { post } from '../api.js';
import { type Control, controlHint } from '../control.js';
import { isAtWork } from '../liveRun.js';
import { sentenceOf } from '../loaded.js';
import { Notice } from './notice.js';
import { StartRun } from './startRun.js';

interface RunControlsProps {
  readonly run: CurrentRun | null;
  readonly control: Control;
}

/** The run's buttons that currently make sense. If nothing may be changed, a sentence says why. */
export function RunControls({ run, control }: RunControlsProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const hint = controlHint(control);
  if (hint !== null) return <Notice tone="hint">{hint}</Notice>;
  if (run === null || control !== 'allowed') return null;

  const send = (path: string, body: object): void => {
    setFailure(null);
    post(accepted, path, body).catch((error: unknown) => {
      setFailure(sentenceOf(error));
    });
  };
  const atWork = run.here || isAtWork(run);
  return (
    <>
      {failure !== null && <Notice tone="failure">{failure}</Notice>}
      {!atWork && (
        <StartRun
          start={(request) => {
            send('run', request);
          }}
        />
      )}
      {atWork && !run.here && (
        <Notice tone="hint">This run was started elsewhere and cannot be controlled from here.</Notice>
      )}
      {run.here && (
        <Orders
          run={run}
          give={(order) => {
            send('run/orders', { order });
          }}
        />
      )}
    </>
  );
}

interface OrdersProps {
  readonly run: CurrentRun;
  readonly give: (order: OrderRun['order']) => void;
}

/** Buttons keep their places, so that the one with the focus does not disappear under the user's fingers. */
function Orders({ run: { status, view }, give }: OrdersProps) {
  const paused = status === 'paused';
  const stopping = status === 'stopping';
  const button = (order: OrderRun['order'], label: string, off: boolean, kind = '') => (
    <button
      type="button"
      class={kind}
      aria-disabled={off}
      onClick={() => {
        if (!off) give(order);
      }}
    >
      {label}
    </button>
  );
  return (
    <div class="buttons" role="group" aria-label="The run in progress">
      {button(paused ? 'resume' : 'pause', paused ? 'Resume' : 'Pause', stopping, paused ? 'primary' : '')}
      {button('skip', 'Skip the oldest item', stopping || (view?.inProgress.length ?? 0) === 0)}
      {button('stop', stopping ? 'Stopping …' : 'Stop', stopping, 'danger')}
    </div>
  );
}
