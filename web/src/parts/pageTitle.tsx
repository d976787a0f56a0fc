import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface PageTitleProps {
  readonly title: string;
  /** A line below it. */
  readonly children?: ComponentChildren;
}

/** The heading of a page, and its name in the browser's tab. */
export function PageTitle({ title, children }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} – romflow`;
  }, [title]);
  return (
    <div class="page-title">
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}
