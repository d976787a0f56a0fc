import { type ReactNode, useLayoutEffect } from 'react';

/** Tells when Ink ends, which it also does when the program is killed by a signal. */
export function Presence({ onGone, children }: { readonly onGone: () => void; readonly children?: ReactNode }) {
  // Not a plain effect: that would wait for a later turn.
  useLayoutEffect(() => onGone, [onGone]);
  return children;
}
