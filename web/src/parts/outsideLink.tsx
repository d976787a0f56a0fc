import type { ComponentChildren } from 'preact';

interface OutsideLinkProps {
  /** From the network: shown only if it is an address of the web. */
  readonly to: string | null;
  readonly children: ComponentChildren;
}

/** A link that leaves the dashboard, in a tab of its own that learns nothing of this one. */
export function OutsideLink({ to, children }: OutsideLinkProps) {
  if (to === null || !/^https?:\/\//i.test(to)) return null;
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="outside" aria-hidden="true">
        ↗
      </span>
      <span class="unseen"> (opens in a new tab)</span>
    </a>
  );
}
