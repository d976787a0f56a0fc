import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Site, startSite } from '../src/demo/site.js';
import { encryptFernet } from '../src/formats/fernet.js';
import { sha224Hex } from '../src/formats/hashes.js';
import { compressXz } from '../src/formats/xz.js';
import type { Compression } from '../src/model/compression.js';
import { runEvent } from '../src/model/events.js';
import { type Comparison, compared } from './comparison.js';
import { type BenchHack, benchBase, benchGame, benchHacks } from './hacks.js';
import { LOOP_DELAY_FILE } from './loopDelay.js';
import { median } from './measure.js';
import { ROMFLOW, runProgram } from './runProgram.js';

const HACKS = 40;
const ROUNDS = 3;
const P99_LIMIT_MS = 20;
const MAX_LIMIT_MS = 50;

const LOOP_DELAY = new URL('./loopDelay.js', import.meta.url);
const KERNELS = new URL('./sealKernels.js', import.meta.url);

const loopDelay = z.object({ p99: z.number(), longest: z.number(), processorMs: z.number() });
const sealed = z.object({ ms: z.number(), processorMs: z.number(), bytes: z.number() });
const summary = z.looseObject({ type: z.literal('summary'), recorded: z.literal(HACKS), elapsedMs: z.number() });

/** What is measured; `original` is `small` with a costlier layer for the token, which no archive needs. */
const CHOICES = ['fast', 'small'] as const satisfies readonly Compression[];

type Side = (typeof CHOICES)[number] | 'kernels';

/** The results of one side in one round. */
interface Figures {
  readonly ms: number;
  /** CPU time of all threads; other programs on the machine hardly affect it. */
  readonly processorMs: number;
  /** Total size of all blobs. */
  readonly bytes: number;
  readonly loop: z.infer<typeof loopDelay> | null;
}

/** Has the built program archive all hacks of a site that never makes it wait. */
async function archive(site: Site, base: Buffer, compression: Compression): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  try {
    writeFileSync(join(folder, 'smw.sfc'), base);
    const smwc = { baseUrl: `${site.origin}/`, requestDelay: 0, extraDelay: 0, downloadDelay: 0 };
    const settings = { smwc, baseRom: { sha224: sha224Hex(base) }, processing: { compression } };
    writeFileSync(join(folder, 'updategames.config.json'), JSON.stringify(settings));
    const { out } = await runProgram(['--import', LOOP_DELAY.href, ROMFLOW, 'update', '--json'], folder);
    const { elapsedMs } = summary.parse(runEvent.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')));
    const blobs = readdirSync(join(folder, 'blobs')).map((name) => statSync(join(folder, 'blobs', name)).size);
    const loop = loopDelay.parse(JSON.parse(readFileSync(join(folder, LOOP_DELAY_FILE), 'utf8')));
    return { ms: elapsedMs, processorMs: loop.processorMs, bytes: blobs.reduce((sum, size) => sum + size, 0), loop };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the input of the bare kernels. */
async function prepare(folder: string, { id, patch, rom }: BenchHack): Promise<void> {
  for (const [kind, bytes] of Object.entries({ patch, rom })) {
    const stamp = { iv: randomBytes(16), time: 0 };
    writeFileSync(join(folder, `${id}.${kind}`), bytes);
    writeFileSync(join(folder, `${id}.${kind}Token`), encryptFernet(randomBytes(32), await compressXz(bytes), stamp));
  }
}

async function kernels(folder: string, hacks: readonly BenchHack[]): Promise<Figures> {
  const { out } = await runProgram([KERNELS.pathname, folder, ...hacks.map(({ id }) => id)], folder);
  return { ...sealed.parse(JSON.parse(out)), loop: null };
}

/** Compares the built program's whole archive course with the bare kernels at level 6, taking turns. */
export async function compareCourse(): Promise<readonly Comparison[]> {
  const base = benchBase();
  const hacks = benchHacks(HACKS, base);
  const site = await startSite({ games: hacks.map(benchGame) });
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  try {
    mkdirSync(join(folder, 'state'));
    for (const hack of hacks) await prepare(folder, hack);
    const sides: Readonly<Record<Side, () => Promise<Figures>>> = {
      kernels: () => kernels(folder, hacks),
      small: () => archive(site, base, 'small'),
      fast: () => archive(site, base, 'fast'),
    };
    const figures = { kernels: new Array<Figures>(), small: new Array<Figures>(), fast: new Array<Figures>() };
    for (let round = 0; round < ROUNDS; round++) {
      const order = ['kernels', ...CHOICES] as const;
      for (const side of round % 2 === 0 ? order : order.toReversed()) figures[side].push(await sides[side]());
    }
    return lines(figures);
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function lines(figures: Readonly<Record<Side, readonly Figures[]>>): readonly Comparison[] {
  const perHack = (side: Side, time: 'ms' | 'processorMs' = 'ms'): number =>
    median(figures[side].map((round) => round[time])) / HACKS;
  const mib = (side: Side): number => median(figures[side].map(({ bytes }) => bytes)) / 2 ** 20;
  const delays = CHOICES.flatMap((side) => figures[side].flatMap(({ loop }) => loop ?? []));
  const aims = { small: { time: 1.05, size: 1.0005 }, fast: { time: 0.6, size: 1.02 } } as const;
  const against = 'bare kernels at level 6';
  const waits = { what: 'event-loop delay of a whole course', against: 'limit', aim: 1 } as const;
  return [
    ...CHOICES.flatMap((side) => [
      compared({
        what: 'whole course: time of a hack',
        ours: side,
        value: perHack(side),
        against,
        itsValue: perHack('kernels'),
        aim: aims[side].time,
      }),
      compared({
        what: "whole course: processors' time of a hack",
        ours: side,
        value: perHack(side, 'processorMs'),
        against,
        itsValue: perHack('kernels', 'processorMs'),
      }),
      compared({
        what: `${HACKS} hacks: size of all blobs`,
        ours: side,
        unit: 'MiB',
        value: mib(side),
        against,
        itsValue: mib('kernels'),
        aim: aims[side].size,
      }),
    ]),
    compared({ ...waits, ours: 'p99', value: median(delays.map(({ p99 }) => p99)), itsValue: P99_LIMIT_MS }),
    compared({
      ...waits,
      ours: 'longest',
      value: median(delays.map(({ longest }) => longest)),
      itsValue: MAX_LIMIT_MS,
    }),
  ];
}
