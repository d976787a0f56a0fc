import { useEffect, useState } from 'preact/hooks';

/** A page of the dashboard, as named by the URL fragment: `#/games?search=kaizo`, `#/games/123`. */
export interface Route {
  readonly page: 'overview' | 'games' | 'game' | 'failures' | 'runs' | 'unknown';
  /** The id of the game; empty on other pages. */
  readonly id: string;
  readonly query: URLSearchParams;
}

const PAGES: Readonly<Record<string, Route['page']>> = {
  '/': 'overview',
  '/games': 'games',
  '/failures': 'failures',
  '/runs': 'runs',
};

/** Parses `#/…`; an empty fragment is the overview. */
function routeOf(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const [, id] = /^\/games\/(\d{1,20})$/.exec(path) ?? [];
  if (id !== undefined) return { page: 'game', id, query };
  return { page: PAGES[path === '' ? '/' : path] ?? 'unknown', id: '', query };
}

/** The URL of a page with these query parameters; empty ones are left out. */
export function address(path: string, words: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(words).filter(([, word]) => word !== '')).toString();
  return `#${path}${query === '' ? '' : `?${query}`}`;
}

/** Navigates to a page, either replacing the current history entry or adding a new one. */
export function go(to: string, { replace }: { readonly replace: boolean }): void {
  if (to === location.hash) return;
  if (!replace) {
    location.hash = to;
    return;
  }
  history.replaceState(null, '', to);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The page that the URL currently names. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => {
      setHash(location.hash);
    };
    addEventListener('hashchange', changed);
    // It may have changed between rendering and subscribing.
    changed();
    return () => {
      removeEventListener('hashchange', changed);
    };
  }, []);
  return routeOf(hash);
}
