import { number, counted } from '../words.js';

interface PagerProps {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** Of the items: `game`. */
  readonly noun: string;
  /** The address of a page. */
  readonly to: (page: number) => string;
}

/** Which part of a list is shown, and the way to the others. */
export function Pager({ page, pageSize, total, noun, to }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  return (
    <nav class="pager" aria-label={`Pages of ${noun}s`}>
      <p>
        {total === 0
          ? `No ${noun}s`
          : last === 1
            ? counted(total, noun)
            : `${number(first)}–${number(Math.min(total, page * pageSize))} of ${counted(total, noun)}`}
      </p>
      {last > 1 && (
        <ul>
          <li>
            <PageLink to={to(page - 1)} there={page > 1} label="Previous" />
          </li>
          <li class="pager-place">
            Page {number(page)} of {number(last)}
          </li>
          <li>
            <PageLink to={to(page + 1)} there={page < last} label="Next" />
          </li>
        </ul>
      )}
    </nav>
  );
}

/** At the ends it stays where it is, but leads nowhere. */
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
