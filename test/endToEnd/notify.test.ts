import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type WebhookServer, startWebhook } from '../site/webhookServer.js';
import { esDePlace } from './esDePlace.js';
import { leaksOf } from './leaks.js';
import { publishedArchive } from './publishPlace.js';
import { filesBelow } from './treeState.js';
import { configFor, goldenWorkplace } from './workplace.js';

const TOKEN = 'W3bh00k-s3cr3t_t0ken';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function webhookFor(): Promise<WebhookServer & { readonly address: string }> {
  const webhook = await startWebhook();
  onTestFinished(() => webhook.close());
  return { ...webhook, address: `${webhook.origin}/api/webhooks/7/${TOKEN}` };
}

/** Where the token occurs, in files below a folder and in the output. */
function leaks(folder: string, said: readonly string[], config: string): readonly string[] {
  const files = filesBelow(folder)
    .filter((file) => file !== config)
    .map((file) => [file, readFileSync(join(folder, file))] as const);
  const outputs = said.map((text, index) => [`output ${index}`, Buffer.from(text)] as const);
  return [...files, ...outputs].flatMap(([where, bytes]) => leaksOf(bytes, TOKEN).map((how) => `${where}: ${how}`));
}

test('an update notifies of its end, whatever the webhook answers, and the address is written nowhere', async () => {
  const webhook = await webhookFor();
  const place = await goldenWorkplace(['41042', '41056']);
  place.writeConfig({
    ...configFor(place.site.origin, place.base, place.folder),
    notify: { webhook: webhook.address },
  });
  const flags = ['--log-file', 'run.ndjson'];
  const env = { DEBUG: 'rhtools:*' };

  const first = await place.update(flags, { env });
  expect(first.code).toBe(1);
  expect(webhook.posted).toMatchObject([
    {
      method: 'POST',
      path: `/api/webhooks/7/${TOKEN}`,
      body: {
        content: matching(/^romflow update: complete \(1 recorded, 1 failed\)\n✗ 41056 No Patch At All: /),
        romflow: { command: 'update', outcome: 'complete', summary: { recorded: 1, failed: 1 } },
      },
    },
  ]);

  webhook.answer({ status: 500 });
  const second = await place.update(['--json', ...flags], { env });
  webhook.answer({ status: 302, location: `/${TOKEN}` });
  const third = await place.update(flags, { env });
  await webhook.close();
  const fourth = await place.update(flags, { env });
  expect(second.out).toMatch(/"type":"warning","message":"The webhook was not notified .*it answered 500\."}\n$/);
  for (const { code } of [second, third, fourth]) expect(code).toBe(0);
  expect(third.err).toContain('its redirect is not followed (302).');
  expect(fourth.err).toContain('the connection was refused.');
  expect(webhook.posted).toHaveLength(3);

  const said = [first, second, third, fourth].flatMap(({ out, err }) => [out, err]);
  expect(leaks(place.folder, said, 'updategames.config.json')).toEqual([]);
});

test('an update that cannot begin says why; a dry run notifies nobody', async () => {
  const webhook = await webhookFor();
  const place = await goldenWorkplace(['41056']);
  const env = { ROMFLOW_WEBHOOK: webhook.address };
  expect((await place.update(['--dry-run'], { env })).code).toBe(1);
  expect(webhook.posted).toEqual([]);
  expect((await place.update([], { env: { ...env, SMW_ROM_PATH: 'none.sfc' } })).code).toBe(2);
  expect(webhook.posted).toMatchObject([{ body: { romflow: { outcome: 'failed', summary: null } } }]);
});

test('a scrape notifies of its end, and the address is written nowhere', async () => {
  const webhook = await webhookFor();
  const place = await esDePlace({
    only: ['nes/Pond Patrol (USA)'],
    config: {
      notify: { webhook: webhook.address },
      logging: { level: 'debug', file: 'scrape.log' },
      scraping: { media_types: [] },
    },
  });
  const first = await place.scrape();
  expect(webhook.posted).toMatchObject([{ body: { romflow: { command: 'scrape', outcome: 'complete' } } }]);
  webhook.answer({ status: 404 });
  const second = await place.scrape();
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(second.err).toContain('it answered 404.');
  const said = [first, second].flatMap(({ out, err }) => [out, err]);
  expect(leaks(place.folder, said, 'config.yaml')).toEqual([]);
});

const archive = publishedArchive(['36840']);

test('a publication notifies of its end', async () => {
  const webhook = await webhookFor();
  const { code } = await archive.copy().publish([], { env: { ROMFLOW_WEBHOOK: webhook.address } });
  expect(code).toBe(0);
  expect(webhook.posted).toMatchObject([
    {
      body: {
        content: 'romflow publish: complete (1 written)',
        romflow: { command: 'publish', summary: { type: 'publish.summary', media: 1 } },
      },
    },
  ]);
});
