import { counted, number } from '../words.js';

interface PagerProps {
  readonly items: readonly unknown[];
  /** Items on all pages; null: not known. */
  readonly total: number | null;
  readonly previous: string | null;
  readonly next: string | null;
  /** Not null while the rest of the page is being searched for. */
  readonly searchOn: string | null;
  /** What an item is called: `game`. */
  readonly noun: string;
  /** The URL of a page. */
  readonly to: (page: string) => string;
}

/** How much of a list is shown, and the way to the rest of it. */
export function Pager({ items, total, previous, next, searchOn, noun, to }: PagerProps) {
  const one = previous === null && next === null;
  return (
    <nav class="pager" aria-label={`Pages of ${noun}s`}>
      <p>{shown(items.length, { total, searching: searchOn !== null }, noun)}</p>
      {!one && searchOn === null && (
        <ul>
          <li>
            <PageLink to={to('')} there={previous !== null} label="First" />
          </li>
          <li>
            <PageLink to={to(previous ?? '')} there={previous !== null} label="Previous" />
          </li>
          <li>
            <PageLink to={to(next ?? '')} there={next !== null} label="Next" />
          </li>
          <li>
            <PageLink to={to('last')} there={next !== null} label="Last" />
          </li>
        </ul>
      )}
    </nav>
  );
}

/** States a total only if it is known. */
function shown(
  items: number,
  { total, searching }: { readonly total: number | null; readonly searching: boolean },
  noun: string,
): string {
  if (searching) return items === 0 ? 'Searching…' : `${counted(items, noun)} so far, still searching…`;
  if (total === null) return `${counted(items, noun)} on this page`;
  if (total === 0) return `No ${noun}s`;
  return items === total ? counted(total, noun) : `${number(items)} of ${counted(total, noun)}`;
}

/** At either end of the list, the link stays in place but is disabled. */
function PageLink({ to, there, label }: { readonly to: string; readonly there: boolean; readonly label: string }) {
  return there ? (
    <a class="button" href={to}>
      {label}
    </a>
  ) : (
    <a class="button" role="link" aria-disabled="true">
      {label}
    </a>
  );
}
