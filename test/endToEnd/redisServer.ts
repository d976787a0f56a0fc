import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { freePort } from '../../bench/freePort.js';

/** A Redis that a test has for itself; gone after it. */
export interface RedisServer {
  readonly port: number;
  /** With the password, if it has one. */
  readonly address: string;
  /** What lies in it, besides BullMQ's own memory of a queue and the manners towards hosts, which run out. */
  readonly keys: () => Promise<readonly string[]>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** It stays connected, and answers nothing any more. */
  readonly freeze: () => void;
}

/**
 * Why no Redis can be started here; null when one can. A superuser on Debian, such as that of a container, gets the package.
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

/** Starts a Redis on a port; null when another program has that port. */
async function redisAt(port: number, words: readonly string[]): Promise<ChildProcess | null> {
  const child = spawn('redis-server', ['--port', String(port), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  const ready = await new Promise<boolean>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('Ready to accept connections')) resolve(true);
    });
    child.once('close', () => {
      resolve(false);
    });
  });
  if (ready) return child;
  if (said.includes('Address already in use')) return null;
  throw new Error(`No Redis has started:\n${said}`);
}

/** Starts a Redis on a free port of loopback, which keeps nothing. */
export async function startRedis({ password = '' } = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-redis-'));
  const words = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder].concat(
    password === '' ? [] : ['--requirepass', password],
  );
  let port = await freePort();
  let child = await redisAt(port, words);
  // Whoever has opened a port meanwhile may have got that one.
  while (child === null) {
    port = await freePort();
    child = await redisAt(port, words);
  }
  const server = child;
  const ended = once(server, 'close');
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
  };
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const credentials = password === '' ? '' : `:${encodeURIComponent(password)}@`;
  const address = `redis://${credentials}127.0.0.1:${port}`;
  const keys = async (): Promise<readonly string[]> => {
    const client = new Redis(address);
    const all = await client.keys('*');
    client.disconnect();
    return all.filter((key) => !/^romflow:gate:|:(?:meta|events|id|marker|stalled-check)$/.test(key));
  };
  const freeze = (): void => {
    server.kill('SIGSTOP');
  };
  return { port, address, keys, kill, freeze };
}
