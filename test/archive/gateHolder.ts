// A separate process at the gate, controlled by its arguments: gateHolder.ts <gate file> <gap in ms> <rounds>.
// With rounds, it makes that many requests and prints `<start> <end>` for each; with none, it takes one turn, prints
// `granted`
// and holds it until it is killed.
import { setInterval, setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { openGate } from '../../src/archive/gate.js';
import type { Lease } from '../../src/model/hostGate.js';

const [file, gapMs, rounds] = z.tuple([z.string(), z.coerce.number(), z.coerce.number()]).parse(process.argv.slice(2));
const gate = openGate(file, { now: Date.now, warn: console.error });

async function turn(): Promise<Lease> {
  for (;;) {
    const answer = gate.take('host:1', { gapMs });
    if (answer.granted) return answer.lease;
    await setTimeout(Math.min(answer.waitMs, 20));
  }
}

if (rounds === 0) {
  const lease = await turn();
  console.log('granted');
  for await (const held of setInterval(100, lease)) gate.renew(held);
}
for (let round = 0; round < rounds; round++) {
  const lease = await turn();
  const start = Date.now();
  await setTimeout(10);
  const end = Date.now();
  gate.release(lease);
  console.log(`${start} ${end}`);
}
gate.close();
