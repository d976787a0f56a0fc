import type { Session } from '../../src/dashboard/api/run.js';

/**
 * Whether this tab may start and stop runs.
 *
 * - `allowed`: it may
 * - `no-token`: it could, with the token
 * - `off`: the server is view-only
 * - `unknown`: the server has not said yet
 */
export type Control = 'allowed' | 'no-token' | 'off' | 'unknown';

export function controlOf(session: Session | null): Control {
  if (session === null) return 'unknown';
  if (!session.control) return 'off';
  return session.authorized ? 'allowed' : 'no-token';
}

/** How to get control; null: there is nothing to say. */
export function controlHint(control: Control): string | null {
  switch (control) {
    case 'off':
      return 'This dashboard is read-only. Start the server with --allow-control to start and stop runs and to retry games from here.';
    case 'no-token':
      return 'To start and stop runs and to retry games from here, open the address with #token= that the server printed when it started.';
    case 'allowed':
    case 'unknown':
      return null;
  }
}
