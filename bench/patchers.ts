import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { apply, parse } from 'bps';
import { applyBps } from '../src/formats/bps.js';
import { applyIps } from '../src/formats/ips.js';
import { makeBps } from '../src/formats/makeBps.js';
import { makeIps } from '../src/formats/makeIps.js';
import { type Comparison, compared } from './comparison.js';
import { type Contenders, measure } from './measure.js';

const KIB = 1024;
const MIB = 1024 * KIB;

interface Subject {
  readonly name: string;
  readonly patch: Buffer;
  readonly source: Buffer;
  readonly target: Buffer;
}

/** Pseudorandom numbers that are the same in every run: Marsaglia's xorshift. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function noiseBytes(length: number, next: () => number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => next() & 0xff));
}

/** What a hack does to a ROM: small edits all over the existing banks, then new banks of data, fill and copies. */
function hackedRom(base: Buffer, size: number, next: () => number): Buffer {
  const target = Buffer.alloc(size, 0xff);
  base.copy(target);
  for (let edit = 0; edit < 2000; edit++) {
    noiseBytes(1 + (next() % 40), next).copy(target, next() % (base.length - 40));
  }
  for (let at = base.length; at < size;) {
    const length = Math.min(size - at, 64 + (next() % (32 * KIB)));
    const kind = next() % 3;
    if (kind === 0) noiseBytes(length, next).copy(target, at);
    const from = next() % (base.length - length);
    if (kind === 1) base.copy(target, at, from, from + length);
    at += length;
  }
  return target;
}

function expectEqual(name: string, result: Uint8Array, target: Buffer): void {
  if (!target.equals(result)) throw new Error(`${name} gives another result than the target`);
}

/** @param aims - the promised maximum ratio, keyed by what ours is compared with */
function compare(
  what: string,
  ours: string,
  contenders: Contenders,
  aims: Readonly<Record<string, number>>,
): Comparison[] {
  const times = measure(contenders);
  const value = times.get(ours) ?? NaN;
  return [...times]
    .filter(([name]) => name !== ours)
    .map(([against, itsValue]) => compared({ what, ours, value, against, itsValue, aim: aims[against] ?? null }));
}

function compareBps({ name, patch, source, target }: Subject): Comparison[] {
  // The package reads the whole buffer under a view, so it gets arrays of its own.
  const [ownPatch, ownSource] = [new Uint8Array(patch), new Uint8Array(source)];
  const byPackage = (): Uint8Array => apply(parse(ownPatch).instructions, ownSource);
  expectEqual('applyBps', applyBps(patch, source), target);
  expectEqual('the package bps', byPackage(), target);
  const contenders = {
    applyBps: () => applyBps(patch, source),
    // What no patcher can avoid: writing the target, and checksumming patch, source and target.
    'memcpy + 3 CRC-32': () => [Buffer.from(target), crc32(patch), crc32(source), crc32(target)],
    'npm bps': byPackage,
  };
  return compare(name, 'applyBps', contenders, { 'memcpy + 3 CRC-32': 1.2 });
}

function compareIps({ name, patch, source, target }: Subject): Comparison[] {
  expectEqual('applyIps', applyIps(patch, source), target);
  const contenders = { applyIps: () => applyIps(patch, source), memcpy: () => Buffer.from(target) };
  return compare(name, 'applyIps', contenders, { memcpy: 1.5 });
}

/**
 * Compares our patchers with the npm package `bps` and with the bare memory operations, on patches like those of real hacks.
 *
 * @throws Error when the results of two of them differ.
 */
export function comparePatchers(): Comparison[] {
  const next = noise(20_240_607);
  const base = noiseBytes(512 * KIB, next);
  const made = [2, 4].map((mib) => ({ mib, target: hackedRom(base, mib * MIB, next) }));

  // Made by Flips, with copies of every kind. npm runs scripts in the project's root.
  const golden = (name: string): Buffer => readFileSync(join('test', 'golden', 'patches', name));
  const [moved, goldenBase] = [golden('moved-blocks-2m.bps'), golden('base.sfc')];
  const movedSubject = {
    name: '2 MiB BPS, moved blocks',
    patch: moved,
    source: goldenBase,
    target: applyBps(moved, goldenBase),
  };
  return [
    ...made.flatMap(({ mib, target }) =>
      compareBps({ name: `${mib} MiB BPS`, patch: makeBps(base, target), source: base, target }),
    ),
    ...compareBps(movedSubject),
    ...made.flatMap(({ mib, target }) =>
      compareIps({ name: `${mib} MiB IPS`, patch: makeIps(base, target), source: base, target }),
    ),
  ];
}
