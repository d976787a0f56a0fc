import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunToShow, showRun } from '../../src/commands/showRun.js';
import { NAMED_IN_NOTICE } from '../../src/formats/runNotice.js';
import { BaseRomError, InterruptedError } from '../../src/model/errors.js';
import type { EventBody, RunEvent } from '../../src/model/events.js';
import { type WebhookServer, startWebhook } from '../site/webhookServer.js';
import { written } from '../written.js';
import { fakeHost } from './fakeHost.js';

const TOKEN = 'S3cr3t-token';

let webhook: WebhookServer;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

const failed: EventBody = {
  type: 'game.failed',
  id: '7',
  name: 'A <!here>',
  reason: 'not a ZIP',
  tries: 1,
  final: true,
};
const summary = (outcome: 'complete' | 'paused' | 'failed', failures = 0): EventBody => ({
  type: 'summary',
  command: 'update',
  outcome,
  dryRun: false,
  pages: 1,
  records: 1,
  skipped: 0,
  queued: 1,
  fetched: 1,
  recorded: 1,
  unchanged: 0,
  failed: failures,
  waiting: 0,
  failures: [],
  elapsedMs: 3,
});

const publishSummary: EventBody = {
  type: 'publish.summary',
  outcome: 'complete',
  dryRun: false,
  hacks: 1,
  written: 1,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  media: 0,
  elapsedMs: 3,
};

interface Told {
  readonly events?: readonly EventBody[];
  readonly code?: number;
  readonly error?: Error;
  readonly run?: Partial<RunToShow>;
  readonly onlyFailures?: boolean;
  readonly stopped?: boolean;
}

/** Runs with a webhook; returns the exit code or error, and everything that was shown. */
async function run({ events = [], code = 0, error, run: parts = {}, onlyFailures = false, stopped = false }: Told) {
  const stopper = new AbortController();
  if (stopped) stopper.abort(new InterruptedError('Stopped.'));
  const stderr = new PassThrough();
  const { host, out } = fakeHost({ stderr, signal: stopper.signal });
  const seen: RunEvent[] = [];
  const toShow: RunToShow = {
    command: 'update',
    place: '/smw',
    dryRun: false,
    show: { json: false, ui: false, debug: true, level: 'info', logFile: null },
    notify: { webhook: `${webhook.origin}/hooks/${TOKEN}`, onlyFailures },
    watch: (event) => seen.push(event),
    ...parts,
  };
  const [ended] = await Promise.allSettled([
    showRun(toShow, host, async ({ report }) => {
      for (const event of events) report(event);
      await Promise.resolve();
      if (error !== undefined) throw error;
      return code;
    }),
  ]);
  const shown = `${out()}${written(stderr)}`;
  const warnings = seen.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  return { ended, shown, warnings, posted: webhook.posted };
}

describe('the end of a run', () => {
  it('is posted to the webhook, with what failed', async () => {
    const { ended, posted, warnings } = await run({ events: [failed, summary('complete', 1)], code: 1 });
    expect(ended).toEqual({ status: 'fulfilled', value: 1 });
    expect(warnings).toEqual([]);
    const message = 'romflow update: complete (1 recorded, 1 failed)\n✗ 7 A <!here>: not a ZIP';
    expect(posted).toMatchObject([
      {
        method: 'POST',
        path: `/hooks/${TOKEN}`,
        body: {
          content: message,
          text: message.replace('<!here>', '&lt;!here&gt;'),
          allowed_mentions: { parse: [] },
          romflow: { command: 'update', outcome: 'complete', error: null, summary: { type: 'summary', failed: 1 } },
        },
      },
    ]);
  });

  it.each<[string, Told, number]>([
    ['went well', { events: [summary('complete')] }, 1],
    ['went well, when only failures count', { events: [summary('complete')], onlyFailures: true }, 0],
    ['published well, when only failures count', { events: [publishSummary], onlyFailures: true }, 0],
    ['had failures', { events: [failed, summary('complete', 1)], code: 1, onlyFailures: true }, 1],
    ['was paused', { events: [summary('paused')], code: 130, stopped: true, onlyFailures: true }, 1],
    ['nobody read to its end', { events: [summary('paused')], code: 0, stopped: true, onlyFailures: true }, 1],
    ['was ended by an error', { error: new BaseRomError('There is no ROM.'), onlyFailures: true }, 1],
    ['was stopped before it began', { error: new InterruptedError('Stopped.'), stopped: true }, 0],
    ['was stopped before it began, in silence', { stopped: true }, 0],
    ['was a dry run', { events: [summary('complete', 1)], code: 1, run: { dryRun: true } }, 0],
    ['tells nobody', { events: [summary('complete', 1)], code: 1, run: { notify: null } }, 0],
    ['knows no webhook', { events: [summary('complete')], run: { notify: { webhook: null, onlyFailures: false } } }, 0],
  ])('is posted or not for a run that %s', async (_, told, times) => {
    expect((await run(told)).posted).toHaveLength(times);
  });

  it('is posted with the number of failures, of which only the first are named', async () => {
    const { posted } = await run({ events: [...Array.from({ length: 12 }, () => failed), summary('complete', 12)] });
    expect(JSON.stringify(posted)).toContain(`and ${12 - NAMED_IN_NOTICE} more`);
  });

  it('is posted with the error that ended it, which is passed on', async () => {
    const error = new BaseRomError('There is no ROM.');
    const { ended, posted } = await run({ error });
    expect(ended).toEqual({ status: 'rejected', reason: error });
    expect(posted).toMatchObject([{ body: { content: 'romflow update: failed\nThere is no ROM.' } }]);
  });

  it('does not reveal the message of a bug', async () => {
    const { posted } = await run({ error: new TypeError('/home/me/secret is undefined') });
    expect(JSON.stringify(posted)).not.toContain('/home/me');
    expect(JSON.stringify(posted)).toContain('A bug in romflow ended it');
  });
});

describe('a webhook that cannot be notified', () => {
  it.each<[string, Parameters<WebhookServer['answer']>[0], RegExp]>([
    ['does not exist', { status: 404 }, /it answered 404\.$/],
    ['has trouble', { status: 500 }, /it answered 500\.$/],
    ['is elsewhere', { status: 307, location: 'http://127.0.0.1:1/' }, /redirect is not followed \(307\)\.$/],
    ['hangs up', 'cut', /the connection was lost/],
  ])('causes only a warning if it %s', async (_, answer, words) => {
    webhook.answer(answer);
    const { ended, warnings, shown, posted } = await run({ events: [summary('complete')] });
    expect(ended).toEqual({ status: 'fulfilled', value: 0 });
    expect(warnings).toEqual([
      expect.stringMatching(/^The webhook was not notified of the end of this run: POST to 127\./),
    ]);
    expect(warnings[0]).toMatch(words);
    expect(posted).toHaveLength(1);
    expect(shown).toContain('The webhook was not notified');
    expect(shown).not.toContain(TOKEN);
  });

  it('does not hide the error that ended the run', async () => {
    const error = new BaseRomError('There is no ROM.');
    await webhook.close();
    const { ended, warnings } = await run({ error });
    expect(ended).toEqual({ status: 'rejected', reason: error });
    expect(warnings).toEqual([expect.stringContaining('the connection was refused')]);
  });
});
