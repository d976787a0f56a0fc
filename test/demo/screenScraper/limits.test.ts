import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { DEMO_CREDENTIALS } from '../../../src/demo/screenScraper/account.js';
import { admission } from '../../../src/demo/screenScraper/admission.js';
import { demoGames } from '../../../src/demo/screenScraper/demoGames.js';
import { startScreenScraper } from '../../../src/demo/screenScraper/server.js';
import { ask, callUrl, openSites } from './sites.js';

const { start, closeAll } = openSites();
afterEach(closeAll);

const BOX = { systemeid: '4', jeuid: '9001', media: 'box-2D(us)' };

test('a request over maxthreads is refused and recorded, media and calls together', async () => {
  const gate = new EventEmitter();
  const opened = once(gate, 'open');
  const site = await start({
    games: demoGames(),
    account: { maxthreads: 2 },
    faults: () => ({ kind: 'hold', until: opened }),
  });
  const held = [ask(site, 'mediaJeu', BOX), ask(site, 'ssuserInfos')];
  await expect.poll(() => site.requests.length).toBe(2);
  const third = await ask(site, 'mediaJeu', BOX);
  expect([third.status, await third.text()]).toEqual([
    429,
    'Le nombre de threads autorisé pour le membre est atteint  ',
  ]);
  gate.emit('open');
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
  expect(site.violations).toEqual(['/api2/mediaJeu.php: 3 requests at once, and 2 are allowed']);
  expect(site.violations.join()).not.toContain(DEMO_CREDENTIALS.devid);
  expect(site.mostAtOnce()).toBe(3);
  expect(site.account.requeststoday).toBe(1);
});

test('sequential requests never count as too many at once', async () => {
  const site = await start({ games: demoGames(), account: { maxthreads: 1 } });
  for (let i = 0; i < 50; i++) await (await ask(site, i % 2 === 0 ? 'mediaJeu' : 'ssuserInfos', BOX)).arrayBuffer();
  expect(site.violations).toEqual([]);
});

test('a request that its client has aborted makes room for the next one', async () => {
  let silent = true;
  const site = await start({ account: { maxthreads: 1 }, faults: () => (silent ? { kind: 'silence' } : null) });
  for (let i = 0; i < 20; i++) {
    const patience = new AbortController();
    const given = fetch(callUrl(site, 'ssuserInfos'), { signal: patience.signal });
    await expect.poll(() => site.requests.length).toBe(i + 1);
    patience.abort();
    await expect(given).rejects.toThrow();
  }
  silent = false;
  expect((await ask(site, 'ssuserInfos')).status).toBe(200);
  expect(site.violations).toEqual([]);
});

test('a request over maxrequestspermin is refused and recorded, until a minute has passed', async () => {
  let clock = 0;
  const site = await start({ account: { maxrequestspermin: 2 }, now: () => clock });
  const statusAt = async (time: number): Promise<number> => {
    clock = time;
    return (await ask(site, 'ssuserInfos')).status;
  };
  expect(await statusAt(0)).toBe(200);
  expect(await statusAt(30_000)).toBe(200);
  expect(await statusAt(59_999)).toBe(429);
  expect(await statusAt(60_000)).toBe(200);
  expect(await statusAt(89_999)).toBe(429);
  expect(await statusAt(90_000)).toBe(200);
  const sentence = '/api2/ssuserInfos.php: 3 requests within a minute, and 2 are allowed';
  expect(site.violations).toEqual([sentence, sentence]);
});

test('a request that is given up hands its place on, but one that is answered does not', async () => {
  const door = admission(
    () => ({ maxthreads: 1, maxrequestspermin: 100 }),
    () => 0,
  );
  const first = await door.enter('/');
  if (!first.admitted) throw new Error('refused');
  const next = [door.enter('/'), door.enter('/')];
  first.leave('given up');
  const [second, third] = await Promise.all(next);
  expect([second?.admitted, third?.admitted]).toEqual([true, false]);
  const late = door.enter('/');
  if (second?.admitted === true) second.leave('answered');
  expect((await late).admitted).toBe(false);
  expect((await door.enter('/')).admitted).toBe(true);
  expect(door.violations).toHaveLength(2);
});

test('leaving twice frees only one place', async () => {
  const door = admission(
    () => ({ maxthreads: 2, maxrequestspermin: 100 }),
    () => 0,
  );
  const first = await door.enter('/');
  await door.enter('/');
  if (!first.admitted) throw new Error('refused');
  first.leave('answered');
  first.leave('answered');
  expect((await door.enter('/')).admitted).toBe(true);
  expect((await door.enter('/')).admitted).toBe(false);
});

test('closing cuts off pending answers', async () => {
  const site = await startScreenScraper({ latencyMs: { call: 600_000 } });
  const answer = ask(site, 'ssuserInfos');
  await Promise.all([
    expect(answer).rejects.toThrow(),
    expect
      .poll(() => site.requests.length)
      .toBe(1)
      .then(site.close),
  ]);
  await expect(fetch(site.origin)).rejects.toThrow();
});

test('latency applies to calls or to media', async () => {
  const site = await start({ games: demoGames(), latencyMs: { medium: 600_000 } });
  expect((await ask(site, 'ssuserInfos')).status).toBe(200);
  const slow = ask(site, 'mediaJeu', BOX);
  await expect.poll(() => site.requests.length).toBe(2);
  expect((await ask(site, 'ssuserInfos')).status).toBe(200);
  expect(site.requests.map(({ endedAt }) => endedAt === null)).toEqual([false, true, false]);
  await Promise.all([expect(slow).rejects.toThrow(), closeAll()]);
});
