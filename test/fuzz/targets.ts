import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { sealUnder, openBlob } from '../../src/formats/blob.js';
import { applyBps } from '../../src/formats/bps.js';
import { parseCatalogPage } from '../../src/formats/catalogPage.js';
import { decryptFernet, encryptFernet } from '../../src/formats/fernet.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { applyIps } from '../../src/formats/ips.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { parseXml, XmlError } from '../../src/formats/xml.js';
import { compressXz, decompressXz } from '../../src/formats/xz.js';
import { openPatchFile } from '../../src/formats/zip.js';
import { BlobError, RecordError, ZipError } from '../../src/model/errors.js';
import { bpsNumber, referenceBps, sealBps } from '../formats/bpsReference.js';
import { handmadeZip } from '../formats/handmadeZip.js';
import { referenceIps } from '../formats/ipsReference.js';
import { damages, outcome, romBytes, romPair } from '../formats/patchArbitraries.js';
import { anyXml } from '../formats/xmlArbitraries.js';
import { referenceXml } from '../formats/xmlReference.js';

/** Something that is fed with input that nobody would send in good faith. */
export interface FuzzTarget {
  /** In a full run; more than a million in all. */
  readonly cases: number;
  /** Holds for every input, or throws. */
  readonly property: fc.IRawProperty<unknown>;
}

function agree(result: Buffer | null, expected: Buffer | null): void {
  if (result === null ? expected !== null : expected?.equals(result) !== true) {
    throw new Error(`${result?.toString('hex') ?? 'refused'} instead of ${expected?.toString('hex') ?? 'a refusal'}`);
  }
}

/** The result; null when it is refused with this kind of error. Any other error is a defect. */
async function refusedAs<T>(kind: new (...words: never[]) => Error, work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof kind) return null;
    throw error;
  }
}

const KEY = Buffer.alloc(32, 7);
const STAMP = { iv: Buffer.alloc(16, 1), time: 1_760_000_000 };
const MOST = 64 * 1024;

const bps = fc.property(romPair, damages, fc.boolean(), ({ source, target }, damage, whole) => {
  const body = makeBps(source, target).subarray(0, -12);
  // Half of them keep the lengths, since otherwise hardly any would reach the actions.
  const head = whole ? 0 : 5 + bpsNumber(source.length).length + bpsNumber(target.length).length;
  const bytes = Buffer.concat([body.subarray(0, head), damage(body.subarray(head))]);
  const expected = whole ? null : referenceBps(bytes, source);
  const crc = crc32(expected ?? target);
  const result = outcome(() => applyBps(sealBps(bytes, crc32(source), crc), source));
  if (!whole) agree(result, expected);
  else if (result !== null && crc32(result) !== crc) throw new Error('The result is not the one that was declared.');
});

const ips = fc.property(romPair, damages, ({ source, target }, damage) => {
  const bytes = damage(makeIps(source, target));
  agree(
    outcome(() => applyIps(bytes, source)),
    referenceIps(bytes, source),
  );
});

const noise = fc.property(fc.uint8Array({ maxLength: 64 }), romBytes, fc.boolean(), (tail, rom, first) => {
  const bytes = Buffer.concat([Buffer.from(first ? 'BPS1' : 'PATCH'), tail]);
  if (first) outcome(() => applyBps(bytes, rom));
  else
    agree(
      outcome(() => applyIps(bytes, rom)),
      referenceIps(bytes, rom),
    );
});

const WHOLE_ZIP = handmadeZip([
  { name: 'a.bps', data: Buffer.from('BPS1 and what follows') },
  { name: 'b/c.ips', data: Buffer.from('PATCHEOF'), method: 0 },
  { name: 'readme.txt', data: Buffer.alloc(300, 'x') },
]);
const zip = fc.asyncProperty(damages, async (damage) => {
  await refusedAs(ZipError, async () => {
    const { candidates, read } = await openPatchFile(damage(WHOLE_ZIP), 'hack.zip');
    for (const candidate of candidates) await refusedAs(ZipError, () => read(candidate));
  });
});

const xz = fc.asyncProperty(romBytes, damages, async (content, damage) => {
  const whole = await compressXz(content, 0);
  const bytes = damage(whole);
  const result = await refusedAs(BlobError, () => decompressXz(bytes, MOST));
  // Some header bits do not affect the content; wrong content is never accepted.
  if (result !== null) agree(result, content);
  else if (bytes.equals(whole)) throw new Error('An undamaged stream was refused.');
});

const fernet = fc.asyncProperty(romBytes, damages, async (content, damage) => {
  const token = encryptFernet(KEY, content, STAMP);
  const bytes = damage(token);
  const result = await refusedAs(BlobError, () => decryptFernet(KEY, bytes));
  if (result !== null) agree(result, content);
  else if (bytes.equals(token)) throw new Error('An undamaged token was refused.');
});

const blob = fc.asyncProperty(romBytes, damages, fc.boolean(), async (content, damage, inside) => {
  // Damage inside gets a valid signature, as from somebody who has the key.
  const sealed = inside
    ? await compressXz(encryptFernet(KEY, damage(await compressXz(content, 0)), STAMP), 0)
    : damage((await sealUnder(content, KEY, { ...STAMP, compression: 'fast' })).blob.bytes);
  const result = await refusedAs(BlobError, () => openBlob(sealed, [KEY], MOST));
  if (result !== null) agree(result, content);
});

const FIELDS = ['id', 'name', 'time', 'authors', 'submitter', 'tags', 'fields', 'raw_fields', 'download_url', 'images'];
const record = fc.asyncProperty(
  fc.dictionary(fc.constantFrom(...FIELDS, 'size', 'obsoleted_by', '__proto__'), fc.jsonValue()),
  fc.boolean(),
  async (json, usable) => {
    const whole: unknown = JSON.parse(JSON.stringify(usable ? { ...json, id: 31000, name: 'Hack' } : json));
    const understood = await refusedAs(RecordError, () => parseGameRecord(whole));
    if (usable && understood?.id !== '31000') throw new Error('A record with an id and a name was lost.');
  },
);

const page = fc.asyncProperty(fc.jsonValue(), async (json) => {
  await refusedAs(RecordError, () => parseCatalogPage(json));
  await refusedAs(RecordError, () => parseCatalogPage({ data: [json], current_page: json, next_page_url: json }));
});

/** A result as text that can be compared, or the error message. */
function told(parse: () => unknown, kind: new (...words: never[]) => Error): string {
  try {
    return JSON.stringify(parse());
  } catch (error) {
    if (error instanceof kind) return error.message;
    throw error;
  }
}

const xml = fc.property(anyXml, (text) => {
  const result = told(() => parseXml(text), XmlError);
  const expected = told(() => referenceXml(text), Error);
  if (result !== expected) throw new Error(`${result} instead of ${expected}`);
  if (!/^(?:\[|\d+:\d+: .)/.test(result)) throw new Error(`No place in "${result}".`);
});

/** Everything that reads bytes from the network, from old archives or from gamelists. */
export const FUZZ_TARGETS: Readonly<Record<string, FuzzTarget>> = {
  bps: { cases: 700_000, property: bps },
  ips: { cases: 200_000, property: ips },
  noise: { cases: 150_000, property: noise },
  zip: { cases: 20_000, property: zip },
  xz: { cases: 5000, property: xz },
  fernet: { cases: 20_000, property: fernet },
  blob: { cases: 5000, property: blob },
  record: { cases: 20_000, property: record },
  page: { cases: 20_000, property: page },
  xml: { cases: 100_000, property: xml },
};
