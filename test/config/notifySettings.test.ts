import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { esDePlaces } from '../../src/config/esDePlaces.js';
import { loadScrapeSettings } from '../../src/config/scrapeSettings.js';
import { loadSettings } from '../../src/config/settings.js';
import { UsageError } from '../../src/model/errors.js';
import { problemsOf, thrown } from './problemsOf.js';

const TOKEN = 'S3cr3t-token';
const WEBHOOK = `https://discord.com/api/webhooks/123/${TOKEN}?wait=true`;
const INSECURE =
  'must be the address of a webhook, beginning with https:// (http:// is accepted for this machine only)';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'romflow-notify-'));
  await writeFile(join(cwd, 'es_systems.xml'), '<systemList/>');
});
afterEach(() => rm(cwd, { recursive: true }));

/** Both courses determine who is notified, and how a run is shown, in the same way. */
const COURSES = [
  {
    name: 'updategames.config.json',
    load: (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) => loadSettings({ flags, env, cwd }),
  },
  {
    name: 'config.yaml',
    load: (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
      loadScrapeSettings({ flags, env, cwd }, esDePlaces(join(cwd, 'home'))),
  },
] as const;

describe.each(COURSES)('notify in $name', ({ name, load }) => {
  const file = (content: unknown) =>
    writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));

  test('notifies nobody unless a webhook is given', async () => {
    const nobody = { webhook: null, onlyFailures: false };
    expect((await load()).notify).toEqual(nobody);
    await file({ notify: { webhook: '' } });
    expect((await load({}, { ROMFLOW_WEBHOOK: '' })).notify).toEqual(nobody);
  });

  test('is read from the file, and the environment overrides it', async () => {
    await file({ notify: { webhook: WEBHOOK, onlyFailures: true } });
    expect((await load()).notify).toEqual({ webhook: WEBHOOK, onlyFailures: true });
    const env = { ROMFLOW_WEBHOOK: 'http://127.0.0.1:8000/hook' };
    expect((await load({}, env)).notify).toEqual({ webhook: 'http://127.0.0.1:8000/hook', onlyFailures: true });
  });

  test.each<[unknown, string]>([
    [`http://example.org/${TOKEN}`, INSECURE],
    [TOKEN, INSECURE],
    [[TOKEN], INSECURE],
    [{ [TOKEN]: TOKEN }, INSECURE],
    [`file:///${TOKEN}`, INSECURE],
    [`https://me:${TOKEN}@example.org/`, 'must not contain a user name or password'],
    [`https://${TOKEN}@example.org/`, 'must not contain a user name or password'],
    [`https://:${TOKEN}@example.org/`, 'must not contain a user name or password'],
  ])('%j is a mistake, and is not repeated in the message', async (webhook, problem) => {
    await file({ notify: { webhook } });
    expect(await problemsOf(load())).toEqual([`notify.webhook: ${problem}`]);
    if (typeof webhook !== 'string') return;
    await file({});
    expect(await problemsOf(load({}, { ROMFLOW_WEBHOOK: webhook }))).toEqual([`ROMFLOW_WEBHOOK: ${problem}`]);
  });

  test.each<[string, RegExp]>([
    [JSON.stringify({ notify: WEBHOOK }), /^notify: must be a group of settings$/],
    [JSON.stringify({ notify: [WEBHOOK] }), /^notify: must be a group of settings$/],
    [JSON.stringify({ webhook: WEBHOOK }), /^webhook: is not a setting; did you mean notify\.webhook\?$/],
    [
      JSON.stringify({ notify: { webhock: WEBHOOK } }),
      /^notify\.webhock: is not a setting; did you mean notify\.webhook\?$/,
    ],
    [`{ "notify": { "webhook": "${WEBHOOK}`, /is not valid (JSON|YAML)/],
    [`{ "notify": { "webhook": ${WEBHOOK}, } ]`, /is not valid (JSON|YAML)/],
  ])('the mistake in %s is reported without any part of the webhook', async (content, problem) => {
    await file(content);
    const problems = await problemsOf(load());
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(problems.join('\n')).not.toContain(TOKEN);
  });

  test('onlyFailures must be true or false', async () => {
    await file({ notify: { onlyFailures: 'yes' } });
    expect(await problemsOf(load())).toEqual(['notify.onlyFailures: must be true or false, got "yes"']);
  });
});

describe.each(COURSES)('how a run is shown, beside $name', ({ load }) => {
  test('prints lines for people, at level info, and no log', async () => {
    expect(await load()).toMatchObject({ json: false, debug: false, level: 'info', logFile: null });
  });

  test.each([
    [{ quiet: true }, { level: 'quiet' }],
    [{ verbose: true }, { level: 'verbose' }],
    [{ json: true }, { json: true }],
    [{ quiet: false, verbose: true }, { level: 'verbose' }],
    [{ logFile: 'logs/run.ndjson' }, {}],
  ])('%j', async (flags, shown) => {
    const { logFile } = await load(flags);
    expect(await load(flags)).toMatchObject(shown);
    expect(logFile).toBe('logFile' in flags ? join(cwd, 'logs', 'run.ndjson') : null);
  });

  test.each([
    [{ quiet: true, verbose: true }, /^--quiet and --verbose cannot be combined: .*; give only one of them\.$/],
    [{ json: true, quiet: true }, /^--json and --quiet cannot be combined/],
    [{ json: true, verbose: true, quiet: true }, /^--json and --quiet and --verbose cannot be combined/],
  ])('%j is refused', async (flags, sentence) => {
    const error = await thrown(load(flags));
    expect(error).toBeInstanceOf(UsageError);
    expect(error instanceof Error && error.message).toMatch(sentence);
  });

  test('--log-file needs a path', async () => {
    expect(await problemsOf(load({ logFile: '' }))).toEqual(['--log-file: must be a path, got ""']);
  });
});

test('a flag overrides logging.level, but not for the file that the lines go to', async () => {
  const [, scrape] = COURSES;
  await writeFile(join(cwd, scrape.name), JSON.stringify({ logging: { level: 'warning', file: 'a.log' } }));
  expect(await scrape.load()).toMatchObject({ level: 'warning', logging: { level: 'warning' } });
  expect(await scrape.load({ verbose: true })).toMatchObject({ level: 'verbose', logging: { level: 'warning' } });
});
