import type { ComponentChildren } from 'preact';

interface OutsideLinkProps {
  /** From the network: shown only if it is an http or https URL. */
  readonly to: string | null;
  readonly children: ComponentChildren;
}

/** A link out of the dashboard, opened in a new tab that learns nothing about this one. */
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
