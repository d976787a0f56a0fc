import { useEffect, useState } from 'preact/hooks';
import { type GamesPage, gamesPage } from '../../src/dashboard/api/games.js';
import { get } from './api.js';
import { type Loaded, sentenceOf } from './loaded.js';

/**
 * Requests a page of games, then continues from where each response says that the search continues, until the page is full or
 * the list has ended. Results are available immediately, with `searchOn` set while the search continues; when the same page
 * is requested again on another occasion, the old results stay until the new ones are complete.
 *
 * @param words - the query string; `page` may be in it
 * @param occasion - changes when there is a reason to ask again, such as the end of a run
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
  /** The query string of the data; null: there is none yet. */
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

/** What had been found when the search failed; it continues on the next page. */
const stopped = (page: GamesPage | null): GamesPage | null => (page === null ? null : { ...page, searchOn: null });
