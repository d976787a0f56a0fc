const KEY = 'romflow-token';

/**
 * Takes the token out of the address `#token=…`, which the server printed, so that it stays neither in the address bar nor in
 * the history. It is kept as long as the tab is.
 */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', `${location.pathname}#/`);
}

/** Null: this tab was opened without one. */
export const knownToken = (): string | null => sessionStorage.getItem(KEY);
