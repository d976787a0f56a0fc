import { z } from 'zod';

const calendarDay = z.iso.date();

/**
 * A date as a gamelist has it, `YYYYMMDDT000000`; a missing month or day becomes 01.
 *
 * @param date - `1990-05-06`, `1990-05` or `1990`
 * @returns null when it is none of these, or not a real date
 */
export function releaseDate(date: string): string | null {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u.exec(date.trim()) ?? [];
  if (year === undefined || year === '0000') return null;
  return calendarDay.safeParse(`${year}-${month}-${day}`).success ? `${year}${month}${day}T000000` : null;
}
