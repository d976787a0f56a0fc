import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { archiveDigest } from './archiveDigest.js';
import { goldenWorkplace, pageRequests, zipRequests } from './workplace.js';

const IDS = ['41042', '41049', '41056', '41077', '41084'];
/** While the ZIP of this one is in flight, pages and other games wait behind it. */
const HELD = '41042';
const FINISHING = 'romflow: Finishing what is in progress; interrupt again to stop at once.\n';

const status = z.object({ status: z.string() });

// On Windows, a signal from another process always ends it.
test.skipIf(process.platform === 'win32')(
  'a run that is stopped in the middle of the catalog is resumed as if nothing had happened',
  async () => {
    const site = new EventEmitter();
    const released = once(site, 'release');
    const asked = once(site, 'asked');
    const place = await goldenWorkplace(IDS, {
      perPage: 2,
      faults: ({ url }) => {
        if (!url.pathname.startsWith(`/${HELD}/`)) return null;
        site.emit('asked');
        return { kind: 'hold', until: released };
      },
    });
    const run = place.startUpdate(['--json']);
    await asked;
    run.signal('SIGINT');
    await run.said(FINISHING);
    site.emit('release');
    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({ code: 130, err: FINISHING });
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'summary', outcome: 'paused' });
    expect(pageRequests(place.site).length).toBeLessThan(3);
    const [held] = place.rows(status, `SELECT status FROM game_fetch_queue WHERE gameid = '${HELD}'`);
    expect(held?.status).toBe('completed');
    const endings = place.rows(status, 'SELECT status FROM update_status');
    expect(endings.map((row) => row.status)).toEqual(['paused', 'paused']);
    await place.assertChain();

    expect(await place.update()).toMatchObject({ err: '' });
    await place.assertChain();
    expect(pageRequests(place.site)).toEqual(['1', '2', '3']);
    expect(zipRequests(place.site)).toHaveLength(IDS.length);

    const unbroken = await goldenWorkplace(IDS, { perPage: 2 });
    expect((await unbroken.update()).code).toBe(1);
    expect(archiveDigest(place.archive)).toBe(archiveDigest(unbroken.archive));
  },
);
