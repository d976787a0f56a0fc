import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Site, startSite } from '../src/demo/site.js';
import { sha224Hex } from '../src/formats/hashes.js';
import { runEvent } from '../src/model/events.js';
import { type Comparison, compared } from './comparison.js';
import { freePort } from './freePort.js';
import { benchBase, benchGame, benchHacks } from './hacks.js';
import { ROMFLOW, runProgram } from './runProgram.js';

const HACKS = 8;
const ROUNDS = 2;
/** The numbers of workers to measure. */
const WORKERS = [0, 1, 2] as const;

const summary = z.looseObject({ type: z.literal('summary'), recorded: z.literal(HACKS), elapsedMs: z.number() });

/** A program that runs beside the one that is measured. */
interface Beside {
  readonly child: ChildProcess;
  readonly said: (words: string) => Promise<void>;
}

function start(program: string, words: readonly string[], cwd: string): Beside {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'], windowsHide: true });
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  const said = async (expected: string): Promise<void> => {
    while (!out.includes(expected)) {
      if (child.exitCode !== null) throw new Error(`${program} has ended: ${out}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    }
  };
  return { child, said };
}

async function stop({ child }: Beside): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Times an update that seals one pair at a time and hands out the others to `workers`, each of which seals one at a time. */
async function timeOf(workers: number, { site, base, redis }: Readonly<{ site: Site; base: Buffer; redis: string }>) {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  const hands: Beside[] = [];
  try {
    const update = join(folder, 'update');
    const smwc = { baseUrl: `${site.origin}/`, requestDelay: 0, extraDelay: 0, downloadDelay: 0 };
    const settings = { smwc, baseRom: { sha224: sha224Hex(base) }, processing: { maxConcurrent: 1 } };
    for (const machine of ['update', ...Array.from({ length: workers }, (_, index) => `worker${index}`)]) {
      mkdirSync(join(folder, machine));
      writeFileSync(join(folder, machine, 'smw.sfc'), base);
      writeFileSync(join(folder, machine, 'updategames.config.json'), JSON.stringify(settings));
    }
    for (let index = 0; index < workers; index++) {
      const words = [ROMFLOW, 'worker', `--redis=${redis}`, '--concurrency=1'];
      const hand = start(process.execPath, words, join(folder, `worker${index}`));
      hands.push(hand);
      await hand.said('Waiting at');
    }
    const { out } = await runProgram([ROMFLOW, 'update', '--json', `--redis=${redis}`], update);
    return summary.parse(runEvent.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''))).elapsedMs;
  } finally {
    await Promise.all(hands.map(stop));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares an update with no, one and two workers over a Redis, all on this machine; the fastest of several rounds. */
export async function compareMachines(): Promise<readonly Comparison[]> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    console.warn('There is no redis-server on the PATH: workers are not measured.');
    return [];
  }
  const base = benchBase();
  const site = await startSite({ games: benchHacks(HACKS, base).map(benchGame) });
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = start('redis-server', options, tmpdir());
  try {
    await server.said('Ready to accept connections');
    const place = { site, base, redis: `redis://127.0.0.1:${port}` };
    const best = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const workers of round % 2 === 0 ? WORKERS : WORKERS.toReversed()) {
        best.set(workers, Math.min(best.get(workers) ?? Infinity, await timeOf(workers, place)));
      }
    }
    const row = (workers: number, against: number): Comparison =>
      compared({
        what: `update of ${HACKS} hacks with a Redis, 1 in hand itself`,
        ours: `${workers} workers`,
        value: best.get(workers) ?? NaN,
        against: `${against} workers`,
        itsValue: best.get(against) ?? NaN,
      });
    return [row(1, 0), row(2, 0), row(2, 1)];
  } finally {
    await stop(server);
    await site.close();
  }
}
