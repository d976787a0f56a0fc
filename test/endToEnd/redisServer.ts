import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../bench/freePort.js';

/** A Redis for one test, which is removed afterwards. */
export interface RedisServer {
  readonly port: number;
  /** Includes the password, if there is one. */
  readonly address: string;
  /** The keys in it, except for BullMQ's own records of a queue and the hosts' request gaps, which expire. */
  readonly keys: () => Promise<readonly string[]>;
  /** Ends it at once, like a power cut. */
  readonly kill: () => Promise<void>;
  /** Leaves connections open, but answers nothing from now on. */
  readonly freeze: () => void;
}

/**
 * Why no Redis can be started here; null if one can. For a superuser on Debian, as in a container, the package is
 * installed.
 */
export function whyNoRedis(): string | null {
  if (hasRedis()) return null;
  if (process.getuid?.() !== 0) return 'There is no redis-server on the PATH (Debian: apt-get install redis-server).';
  const { status } = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    timeout: 110_000,
  });
  return status === 0 && hasRedis() ? null : 'There is no redis-server on the PATH, and apt-get cannot install it.';
}

const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** Starts a Redis without persistence on a free port of loopback. */
export async function startRedis({ password = '' } = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'romflow-redis-'));
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder].concat(
      password === '' ? [] : ['--requirepass', password],
    ),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  let said = '';
  while (!said.includes('Ready to accept connections')) {
    const [chunk] = z
      .tuple([z.instanceof(Buffer)])
      .or(z.tuple([z.number(), z.null()]))
      .parse(await Promise.race([once(child.stdout, 'data'), ended]));
    if (typeof chunk === 'number') {
      // The port was free a moment ago; meanwhile somebody else has taken it.
      if (said.includes('Address already in use')) return startRedis({ password });
      throw new Error(`The Redis has ended (${chunk}): ${said}`);
    }
    said += chunk.toString();
  }
  child.stdout.resume();
  const credentials = password === '' ? '' : `:${encodeURIComponent(password)}@`;
  const address = `redis://${credentials}127.0.0.1:${port}`;
  const keys = async (): Promise<readonly string[]> => {
    const client = new Redis(address);
    const all = await client.keys('*');
    client.disconnect();
    return all.filter((key) => !/^romflow:gate:|:(?:meta|events|id|marker|stalled-check)$/.test(key));
  };
  const freeze = (): void => {
    child.kill('SIGSTOP');
  };
  return { port, address, keys, kill, freeze };
}
