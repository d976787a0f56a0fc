const NUMBER = new Intl.NumberFormat('en');
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const number = (value: number): string => NUMBER.format(value);

/** `1 game`, `1,200 games`. */
export const counted = (value: number, one: string, several = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : several}`;

export const date = (time: string): string => DATE.format(new Date(time));
export const dateTime = (time: string): string => DATE_TIME.format(new Date(time));

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** `840 bytes`, `1.2 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return counted(value, 'byte');
  let rest = value / 1000;
  let unit = 0;
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${rest < 9.95 ? rest.toFixed(1) : rest.toFixed(0)} ${UNITS[unit] ?? ''}`;
}

/** `8 s`, `3 min 20 s`, `2 h 5 min`; negative durations are `0 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** A part of a whole in percent, from 0 to 100; 100 only if nothing is missing. */
export const percent = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.min(100, Math.floor((100 * part) / whole));

/** Capitalizes the first letter. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
