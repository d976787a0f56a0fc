import { useState } from 'preact/hooks';
import type { StartRunInput } from '../../../src/dashboard/api/run.js';

interface StartRunProps {
  readonly start: (request: StartRunInput) => void;
}

const UPDATE_CHOICES = [
  { name: 'fullCrawl', label: 'Read the whole catalog' },
  { name: 'retryFailed', label: 'Retry failed games' },
  { name: 'allPatches', label: 'Seal every patch that applies' },
  { name: 'dryRun', label: 'Dry run: write nothing' },
] as const;

const SCRAPE_CHOICES = [
  { name: 'enableSearch', label: 'Also search by name' },
  { name: 'dryRun', label: 'Dry run: write nothing' },
] as const;

const MODES = [
  { mode: '', label: 'as the settings say' },
  { mode: 'new_only', label: 'new ROMs only' },
  { mode: 'changed', label: 'new and changed' },
  { mode: 'force', label: 'everything' },
] as const;

/** Starts an update or a scrape; the other options are folded away. */
export function StartRun({ start }: StartRunProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [mode, setMode] = useState<(typeof MODES)[number]['mode']>('');

  const choice = (command: string, { name, label }: { readonly name: string; readonly label: string }) => {
    const key = `${command} ${name}`;
    return (
      <label key={key} class="check">
        <input
          type="checkbox"
          checked={chosen.has(key)}
          onChange={() => {
            setChosen((before) =>
              before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
            );
          }}
        />
        {label}
      </label>
    );
  };
  const has = (key: string): boolean => chosen.has(key);

  return (
    <div class="start">
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => {
            start({
              command: 'update',
              fullCrawl: has('update fullCrawl'),
              retryFailed: has('update retryFailed'),
              allPatches: has('update allPatches'),
              dryRun: has('update dryRun'),
            });
          }}
        >
          Start update
        </button>
        <button
          type="button"
          onClick={() => {
            start({
              command: 'scrape',
              ...(mode === '' ? {} : { mode }),
              enableSearch: has('scrape enableSearch'),
              dryRun: has('scrape dryRun'),
            });
          }}
        >
          Start scrape
        </button>
      </div>
      <details class="more">
        <summary>Options</summary>
        <div class="choices">
          <fieldset>
            <legend>Update</legend>
            {UPDATE_CHOICES.map((one) => choice('update', one))}
          </fieldset>
          <fieldset>
            <legend>Scrape</legend>
            <label class="field">
              Mode
              <select
                value={mode}
                onChange={({ currentTarget }) => {
                  setMode(MODES.find((one) => one.mode === currentTarget.value)?.mode ?? '');
                }}
              >
                {MODES.map((one) => (
                  <option key={one.mode} value={one.mode}>
                    {one.label}
                  </option>
                ))}
              </select>
            </label>
            {SCRAPE_CHOICES.map((one) => choice('scrape', one))}
          </fieldset>
        </div>
      </details>
    </div>
  );
}
