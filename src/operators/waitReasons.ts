/** The wording of each reason in a `waiting` event. */
export const WAIT_REASONS = {
  gap: 'keeping the pause between requests',
  asked: 'the site asked clients to wait',
  held: 'another run is talking to this host',
  minute: 'the account may make no more requests this minute',
  threads: 'other runs are making all the requests that the account may make at a time',
} as const;

/** Waits no longer than this, in milliseconds, are not reported. */
export const NOTICE_MS = 1000;
