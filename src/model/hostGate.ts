/** Why a request has to wait: the gap since the last one, the host's own wish, or a request under way. */
export type WaitReason = 'gap' | 'asked' | 'held';

/** The right to make one request. Renewed while it lasts, released when it has ended. */
export interface Lease {
  readonly host: string;
  readonly id: string;
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/** The answer to asking for a turn; when to ask again, in milliseconds, if it is not yet. */
export type Turn<L = Lease, R = WaitReason> =
  | { readonly granted: true; readonly lease: L }
  | { readonly granted: false; readonly waitMs: number; readonly reason: R };

/** The manners towards each host (a key such as `www.smwcentral.net:443`), whoever makes the requests. */
export interface HostGate {
  /** Asks for the right to make a request, a gap after the end of the last one. */
  readonly take: (host: string, options: { readonly gapMs: number }) => Turn | Promise<Turn>;
  /** Sign of life of a request under way. A holder that dies is waited for no longer than the gap. */
  readonly renew: (lease: Lease) => void;
  /** The request has ended, now. */
  readonly release: (lease: Lease) => void;
  /** The host asks for peace until then (ms since 1970), in later runs as well; a day from now at most. */
  readonly postpone: (host: string, untilMs: number) => void;
}
