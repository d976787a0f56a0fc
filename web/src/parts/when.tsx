import { date, dateTime } from '../words.js';

/** A time in the reader's own time zone; a dash if it is not known. */
export function When({ time, day = false }: { readonly time: string | null; readonly day?: boolean }) {
  if (time === null) return <span class="faint">–</span>;
  return (
    <time dateTime={time} title={dateTime(time)}>
      {day ? date(time) : dateTime(time)}
    </time>
  );
}
