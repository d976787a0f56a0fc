import type { Summary } from '../../../src/dashboard/api/summary.js';
import { useClock } from '../clock.js';
import { duration } from '../words.js';

const REASONS = {
  free: '',
  gap: 'the pause between requests',
  asked: 'the site asked clients to wait',
  held: 'another request is in flight',
} as const;

/** When the site and other hosts may next be sent a request. */
export function NextRequests({ requests }: { readonly requests: Summary['requests'] }) {
  const latest = Math.max(0, ...requests.map(({ nextAllowed }) => Date.parse(nextAllowed)));
  const now = useClock(latest > Date.now());
  if (requests.length === 0) return <p class="faint">No host is known yet.</p>;
  return (
    <ul class="waits">
      {requests.map(({ host, nextAllowed, reason }) => {
        const left = Date.parse(nextAllowed) - now;
        return (
          <li key={host}>
            <strong>{host}</strong> {left > 0 ? `in ${duration(left)}` : 'now'}
            {left > 0 && REASONS[reason] !== '' && <span class="faint"> ({REASONS[reason]})</span>}
          </li>
        );
      })}
    </ul>
  );
}
