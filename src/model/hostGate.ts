/** Why a request has to wait: the gap after the last one, the host's own wish (Retry-After), or a request in flight. */
export type WaitReason = 'gap' | 'asked' | 'held';

/** The right to make one request. Renewed while the request is in flight, released when it has ended. */
export interface Lease {
  readonly host: string;
  readonly id: string;
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/** The answer to asking for a turn: granted, or how long to wait before asking again, in milliseconds. */
export type Turn<L = Lease, R = WaitReason> =
  | { readonly granted: true; readonly lease: L }
  | { readonly granted: false; readonly waitMs: number; readonly reason: R };

/** Paces the requests to each host (a key such as `www.smwcentral.net:443`), whoever makes them. */
export interface HostGate {
  /** Asks for the right to make a request, no sooner than a gap after the end of the last one. */
  readonly take: (host: string, options: { readonly gapMs: number }) => Turn | Promise<Turn>;
  /** Heartbeat of a request in flight. A holder that dies is waited for no longer than the gap. */
  readonly renew: (lease: Lease) => void;
  /** Notes that the request has just ended. */
  readonly release: (lease: Lease) => void;
  /** Postpones requests until then (ms since 1970), as the host asked, in later runs as well; by a day from now at most. */
  readonly postpone: (host: string, untilMs: number) => void;
}
