import { type ReactNode, useLayoutEffect } from 'react';

/** Calls `onGone` when Ink ends, which it also does when the program is killed by a signal. */
export function OnUnmount({ onGone, children }: { readonly onGone: () => void; readonly children?: ReactNode }) {
  // Not a plain effect: that would run only in a later turn of the event loop.
  useLayoutEffect(() => onGone, [onGone]);
  return children;
}
