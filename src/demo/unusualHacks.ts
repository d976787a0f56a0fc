import { makeBps } from '../formats/makeBps.js';
import { makeIps } from '../formats/makeIps.js';
import { demoHack, type DemoHack } from './demoHack.js';
import { editedRom } from './editedRom.js';
import { hackRecord, olderHackRecord } from './hackRecord.js';
import { packZip } from './packZip.js';

const ROM_BYTES = 512 * 1024;

/** Hacks that work, although their downloads are unusual in some way. */
export function unusualHacks(base: Buffer): readonly DemoHack[] {
  const bps = (seed: number): Buffer => makeBps(base, editedRom(base, seed));
  const echo = bps(21);

  return [
    demoHack(
      hackRecord({
        id: 30_911,
        name: 'Moon Garden',
        date: '2022-07-20',
        authors: ['Selene'],
        types: ['puzzle'],
        difficulty: 3,
        exits: 9,
        description: '<p>Plant, wait, climb.</p>',
        tags: ['puzzle', 'short'],
        images: 2,
        rating: 3.5,
      }),
      {
        fileName: 'Moon Garden v1.1.zip',
        content: packZip({
          'Moon Garden v1.1/Moon Garden.bps': bps(20),
          'Moon Garden v1.1/credits/music.txt': 'Silence, arranged.\r\n',
        }),
      },
      { primary: 'Moon Garden v1.1/Moon Garden.bps', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      hackRecord({
        id: 26_314,
        name: 'Echo',
        date: '2021-01-09',
        authors: ['Narcissus'],
        types: ['standard'],
        difficulty: 4,
        exits: 17,
        description: '<p>Did you hear that?</p>',
      }),
      { fileName: 'Echo.zip', content: packZip({ 'Echo.bps': echo }) },
      { primary: 'Echo.bps', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      hackRecord({
        id: 26_315,
        name: 'Echo (again)',
        date: '2021-01-10',
        authors: ['Narcissus'],
        types: ['standard'],
        difficulty: 4,
        exits: 17,
        description: '<p>Did you hear that? The very same patch under another id.</p>',
      }),
      { fileName: 'Echo again.zip', content: packZip({ 'Echo.bps': echo, 'again.txt': 'Again.\r\n' }) },
      { primary: 'Echo.bps', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      hackRecord({
        id: 31_540,
        name: 'Second Best',
        date: '2022-10-03',
        authors: ['runner-up'],
        types: ['kaizo'],
        difficulty: 7,
        exits: 5,
        description: '<p>The BPS was damaged on its way; the IPS beside it was not.</p>',
        tags: ['kaizo'],
      }),
      {
        fileName: 'Second Best.zip',
        content: packZip({
          'Second Best.bps': flippedByte(bps(22)),
          'other format/Second Best.ips': makeIps(base, editedRom(base, 22)),
        }),
      },
      { primary: 'other format/Second Best.ips', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      hackRecord({
        id: 27_778,
        name: 'Bare Bones',
        date: '2021-05-05',
        authors: ['minimalist'],
        types: ['tool_assisted'],
        difficulty: 7,
        exits: 1,
        description: '<p>No ZIP, no readme: just the patch.</p>',
      }),
      { fileName: 'Bare Bones.bps', content: bps(23), contentType: 'application/octet-stream' },
      { primary: 'Bare Bones.bps', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      hackRecord({
        id: 34_221,
        name: 'Luciérnagas &#9734; 夜のパレード',
        date: '2023-08-14',
        authors: ['Zoë', 'ねこ'],
        types: ['standard'],
        difficulty: 2,
        exits: 28,
        description: '<p>Fireflies&hellip; <em>¡y música!</em></p>',
        tags: ['atmospheric', 'music'],
        images: 1,
        rating: 4.6,
      }),
      {
        fileName: 'Luciérnagas ☆.zip',
        content: packZip({ 'Español/Luciérnagas (ES).bps': bps(25), '夜のパレード.bps': bps(24) }),
      },
      { primary: '夜のパレード.bps', applied: 1, romSize: ROM_BYTES },
    ),
    demoHack(
      olderHackRecord(
        {
          id: 8755,
          name: 'Orchard',
          date: '2011-09-17',
          authors: ['pomme'],
          types: ['standard'],
          difficulty: 1,
          exits: 8,
          description: 'Packed on a Mac, leftovers included.',
        },
        'Standard: Very Easy',
        ['standard_very_easy'],
      ),
      {
        fileName: 'Orchard.zip',
        content: packZip({
          'Orchard.BPS': bps(26),
          '__MACOSX/._Orchard.BPS': 'Mac OS X        ATTR',
          '._Orchard.bps': 'Mac OS X        ATTR',
        }),
      },
      { primary: 'Orchard.BPS', applied: 1, romSize: ROM_BYTES },
    ),
  ];
}

/** The same patch with one byte of its content changed: its checksum no longer matches. */
function flippedByte(patch: Buffer): Buffer {
  const damaged = Buffer.from(patch);
  const at = damaged.length >> 1;
  damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  return damaged;
}
