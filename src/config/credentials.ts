import { z } from 'zod';
import type { scrapeVariables } from './environment.js';
import type { ScrapeFile } from './scrapeKeys.js';

/** Sent with every request. Never to be shown. */
export const credentialsSchema = z
  .object({
    devid: z.string(),
    devpassword: z.string(),
    softname: z.string(),
    userId: z.string(),
    userPassword: z.string(),
  })
  .readonly();

/** Each credential: its name, its key in the file, its environment variable. */
const SOURCES = [
  ['userId', 'user_id', 'SCREENSCRAPER_USER'],
  ['userPassword', 'user_password', 'SCREENSCRAPER_PASSWORD'],
  ['devid', 'devid', 'SCREENSCRAPER_DEVID'],
  ['devpassword', 'devpassword', 'SCREENSCRAPER_DEVPASSWORD'],
] as const;

const keyOf = (key: string): string => `screenscraper.${key}`;

/**
 * The credentials from environment and file; null, with the keys of those that are missing, if they are not complete.
 *
 * @param env - parsed: a variable that is set to nothing is absent
 */
export function findCredentials(
  env: z.infer<typeof scrapeVariables>,
  file: NonNullable<ScrapeFile['screenscraper']>,
  softname: string,
): { readonly credentials: z.infer<typeof credentialsSchema> | null; readonly missing: readonly string[] } {
  const found = SOURCES.map(([name, key, variable]) => ({ name, key, value: env[variable] ?? file[key] }));
  const missing = found.filter(({ value }) => value === undefined).map(({ key }) => keyOf(key));
  if (missing.length > 0) return { credentials: null, missing };
  const values = Object.fromEntries(found.map(({ name, value }) => [name, value]));
  return { credentials: credentialsSchema.parse({ ...values, softname }), missing };
}

const ACCOUNT = 'get a free account at https://www.screenscraper.fr';
const DEVELOPER =
  'request developer credentials in its forum, https://www.screenscraper.fr/forumsujets.php?frub=12&numpage=0';

/**
 * One sentence for users who have yet to provide credentials: what is missing, where to get it, where to put it.
 *
 * @param missing - configuration keys, at least one
 */
export function credentialsHelp(missing: readonly string[]): string {
  const lacking = SOURCES.filter(([, key]) => missing.includes(keyOf(key)));
  const ways = [
    ...(lacking.some(([name]) => name.startsWith('user')) ? [ACCOUNT] : []),
    ...(lacking.some(([name]) => name.startsWith('dev')) ? [DEVELOPER] : []),
  ];
  const variables = lacking.map(([, , variable]) => variable);
  return (
    `Cannot ask ScreenScraper without ${listed(missing)} (${ways.join('; ')}): ` +
    `put ${missing.length === 1 ? 'it' : 'them'} into config.yaml in the working folder ` +
    `(or the file that --config names) or set ${listed(variables)}.`
  );
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
