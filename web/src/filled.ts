import { useEffect, useState } from 'preact/hooks';
import { type GamesPage, gamesPage } from '../../src/dashboard/api/games.js';
import { get } from './api.js';
import { type Loaded, sentenceOf } from './loaded.js';

/**
 * Asks for a page of games, and on from where an answer says that the search goes on, until the page is full or the list has
 * ended. What is found is there at once, with `searchOn` as long as it goes on; when the same page is asked for on another
 * occasion, what was there stays until all of the new is there.
 *
 * @param words - of the address; `page` may be among them
 * @param occasion - a reason to ask again, such as that a run has ended
 */
export function useFilledPage(words: string, occasion: string): Loaded<GamesPage> {
  const [state, setState] = useState<State>({ words: null, data: null, failure: null, loading: true });
  const [count, setCount] = useState(0);

  useEffect(() => {
    const leave = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    const found = (data: GamesPage): void => {
      const loading = data.searchOn !== null;
      setState((before) => (loading && before.words === words ? before : { words, data, failure: null, loading }));
    };
    fill(words, leave.signal, found).catch((error: unknown) => {
      if (leave.signal.aborted) return;
      setState((before) => ({ ...before, data: stopped(before.data), failure: sentenceOf(error), loading: false }));
    });
    return () => {
      leave.abort();
    };
  }, [words, occasion, count]);

  return {
    ...state,
    reload: () => {
      setCount((before) => before + 1);
    },
  };
}

interface State extends Omit<Loaded<GamesPage>, 'reload'> {
  /** Of the data; null: there is none yet. */
  readonly words: string | null;
}

async function fill(words: string, signal: AbortSignal, found: (page: GamesPage) => void): Promise<void> {
  const query = new URLSearchParams(words);
  const ask = (): Promise<GamesPage> => get(gamesPage, `games?${query.toString()}`, signal);
  let page = await ask();
  while (!signal.aborted) {
    found(page);
    const { items, searchOn, pageSize } = page;
    if (searchOn === null) return;
    query.set('page', searchOn);
    query.set('pageSize', String(pageSize - items.length));
    const more = await ask();
    page = searchOn.startsWith('before')
      ? { ...more, pageSize, items: [...more.items, ...items], next: page.next }
      : { ...more, pageSize, items: [...items, ...more.items], previous: page.previous };
    if (page.previous === null && page.next === null) page.total = page.items.length;
  }
}

/** What was found until then; the next page is where the search would have gone on. */
const stopped = (page: GamesPage | null): GamesPage | null => (page === null ? null : { ...page, searchOn: null });
