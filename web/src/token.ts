const KEY = 'romflow-token';

/**
 * Takes the token out of the URL fragment `#token=…`, as printed by the server, so that it stays neither in the address bar
 * nor in the history. It is kept for as long as the tab is open.
 */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', `${location.pathname}#/`);
}

/** The token; null: this tab was opened without one. */
export const knownToken = (): string | null => sessionStorage.getItem(KEY);
