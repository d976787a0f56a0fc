import { useEffect, useRef, useState } from 'preact/hooks';
import type { GameFilters } from '../../../src/dashboard/api/games.js';
import { number, sentence } from '../words.js';

interface GamesFiltersProps {
  /** Keyed by query parameter; empty: not chosen. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Null: not known yet. */
  readonly filters: GameFilters | null;
  readonly choose: (words: Readonly<Record<string, string>>, replace?: boolean) => void;
}

/** Debounce: no request while the user is typing. */
const TYPING_MS = 250;

const SORTS = [
  ['name', 'asc', 'Name, A to Z'],
  ['name', 'desc', 'Name, Z to A'],
  ['added', 'desc', 'Newest on the site'],
  ['added', 'asc', 'Oldest on the site'],
  ['recorded', 'desc', 'Newest in the archive'],
  ['recorded', 'asc', 'Oldest in the archive'],
  ['id', 'asc', 'Id, lowest first'],
  ['id', 'desc', 'Id, highest first'],
] as const;

/** The search box, the filters and the order. */
export function GamesFilters({ chosen, filters, choose }: GamesFiltersProps) {
  const word = (name: string): string => chosen[name] ?? '';
  const sort = `${word('sort') || 'name'} ${word('order') || 'asc'}`;
  const options = (values: readonly { readonly value: string; readonly games: number }[] | undefined) =>
    (values ?? []).map(({ value, games }) => [value, `${sentence(value)} (${number(games)})`] as const);
  const any = Object.entries(chosen).some(([word, value]) => !word.startsWith('page') && value !== '');
  return (
    <search class="card filters">
      <SearchField
        text={word('search')}
        search={(text) => {
          choose({ search: text }, true);
        }}
      />
      <Choice
        label="Difficulty"
        value={word('difficulty')}
        options={[['', 'Any'], ...options(filters?.difficulties)]}
        choose={(difficulty) => {
          choose({ difficulty });
        }}
      />
      <Choice
        label="Type"
        value={word('type')}
        options={[['', 'Any'], ...options(filters?.types)]}
        choose={(type) => {
          choose({ type });
        }}
      />
      <Choice
        label="Status"
        value={word('status') || 'archived'}
        options={filters === null ? [['archived', 'Archived']] : options(filters.statuses)}
        choose={(status) => {
          choose({ status: status === 'archived' ? '' : status });
        }}
      />
      <Choice
        label="Order"
        value={sort}
        options={SORTS.map(([by, order, label]) => [`${by} ${order}`, label])}
        choose={(value) => {
          const [by = '', order = ''] = value.split(' ');
          choose({ sort: by, order });
        }}
      />
      {any && (
        <a class="button quiet" href="#/games">
          Clear filters
        </a>
      )}
    </search>
  );
}

function SearchField({ text, search }: { readonly text: string; readonly search: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The URL may change in other ways, such as by going back.
  useEffect(() => {
    setTyped(text);
  }, [text]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  return (
    <label class="field is-search">
      Search
      <input
        type="search"
        placeholder="Name, author or id"
        maxLength={200}
        autoComplete="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget }) => {
          const { value } = currentTarget;
          setTyped(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            search(value.trim());
          }, TYPING_MS);
        }}
        onKeyDown={({ key }) => {
          if (key !== 'Enter') return;
          clearTimeout(timer.current);
          search(typed.trim());
        }}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  // The value in the URL may no longer be among the options.
  const all = options.some(([one]) => one === value) ? options : [...options, [value, value] as const];
  return (
    <label class="field">
      {label}
      <select
        value={value}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value);
        }}
      >
        {all.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
