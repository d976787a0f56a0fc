import { makeBps } from '../formats/makeBps.js';
import { makeIps } from '../formats/makeIps.js';
import { demoHack, type DemoHack } from './demoHack.js';
import { editedRom } from './editedRom.js';
import { hackRecord, olderHackRecord } from './hackRecord.js';
import { packZip } from './packZip.js';

const KIB = 1024;

/** Typical hacks: both kinds of patch, records of all years, an older version and its successor. */
export function plainHacks(base: Buffer): readonly DemoHack[] {
  const bps = (seed: number, size?: number, metadata?: string): Buffer =>
    makeBps(base, editedRom(base, seed, size), metadata);
  const ips = (seed: number, size?: number): Buffer => makeIps(base, editedRom(base, seed, size));

  return [
    demoHack(
      hackRecord({
        id: 36_840,
        name: 'Cookie Kingdom',
        date: '2024-05-18',
        authors: ['Biscuit Baker', 'crumbs'],
        types: ['standard'],
        difficulty: 2,
        exits: 42,
        description: '<p>A gentle stroll through seven worlds of sugar.<br>No prior experience needed!</p>',
        tags: ['vanilla', 'traditional', 'story'],
        images: 4,
        rating: 4.3,
      }),
      {
        fileName: 'Cookie Kingdom.zip',
        content: packZip({ 'Cookie Kingdom.bps': bps(1), 'readme.txt': 'Apply it to a clean ROM. Enjoy!\r\n' }),
      },
      { primary: 'Cookie Kingdom.bps', applied: 1, romSize: 512 * KIB },
    ),
    demoHack(
      olderHackRecord(
        {
          id: 4218,
          name: 'Salt &amp; Pepper Islands',
          date: '2009-02-07',
          authors: ['old_salt'],
          types: ['standard'],
          difficulty: 3,
          exits: 96,
          description: 'Two islands, one plumber &ndash; and a lot of &quot;seasoning&quot;.',
          hallOfFame: true,
          rating: 3.8,
        },
        'Standard: Normal',
        ['standard_normal'],
      ),
      {
        fileName: 'Salt & Pepper Islands.zip',
        content: packZip({ 'Salt & Pepper Islands.ips': ips(2) }),
      },
      { primary: 'Salt & Pepper Islands.ips', applied: 1, romSize: 512 * KIB },
    ),
    demoHack(
      hackRecord({
        id: 21_377,
        name: 'Twice Told Tales',
        date: '2020-01-11',
        authors: ['Scheherazade'],
        types: ['standard', 'puzzle'],
        difficulty: 4,
        exits: 31,
        description: '<p>The same story as an IPS and as a BPS patch.</p>',
        tags: ['story', 'puzzle'],
        images: 2,
      }),
      {
        fileName: 'Twice Told Tales.zip',
        content: packZip({ 'Twice Told.ips': ips(3), 'Twice Told.bps': bps(3) }),
      },
      { primary: 'Twice Told.bps', applied: 2, romSize: 512 * KIB },
    ),
    demoHack(
      hackRecord({
        id: 33_105,
        name: 'Clockwork Kaizo',
        date: '2023-03-30',
        authors: ['tick', 'tock'],
        types: ['kaizo'],
        difficulty: 6,
        exits: 12,
        description: '<p>Precise, fair, relentless. Comes with an alternative palette and a patch without music.</p>',
        tags: ['kaizo', 'asm', 'music'],
        images: 6,
        rating: 4.9,
        hallOfFame: true,
      }),
      {
        fileName: 'Clockwork Kaizo.zip',
        content: packZip({
          'Clockwork (alt).bps': bps(5),
          'Clockwork.bps': bps(4, undefined, '<patch author="tick and tock"/>'),
          'optional/No Music.ips': ips(6),
          'Read Me First.txt': 'Clockwork.bps is the one that you want.\r\n',
        }),
      },
      { primary: 'Clockwork.bps', applied: 3, romSize: 512 * KIB },
    ),
    demoHack(
      hackRecord({
        id: 28_450,
        name: 'Sky Rails',
        date: '2021-08-02',
        authors: ['conductor'],
        types: ['standard'],
        difficulty: 3,
        exits: 20,
        description: '<p>All aboard! The first half of the line.</p>',
        tags: ['auto-scroll'],
        demo: true,
        obsoletedBy: 35_002,
      }),
      { fileName: 'Sky Rails.zip', content: packZip({ 'Sky Rails 0.5.bps': bps(7) }) },
      { primary: 'Sky Rails 0.5.bps', applied: 1, romSize: 512 * KIB },
    ),
    demoHack(
      hackRecord({
        id: 35_002,
        name: 'Sky Rails',
        date: '2023-11-26',
        authors: ['conductor'],
        types: ['standard'],
        difficulty: 3,
        exits: 44,
        description: '<p>All aboard! Now the line is complete.</p>',
        tags: ['auto-scroll', 'story'],
        images: 3,
        rating: 4.1,
      }),
      { fileName: 'Sky Rails.zip', content: packZip({ 'Sky Rails 1.0.bps': bps(8, 1024 * KIB) }) },
      { primary: 'Sky Rails 1.0.bps', applied: 1, romSize: 1024 * KIB },
    ),
    demoHack(
      olderHackRecord(
        {
          id: 12_066,
          name: 'Wide Open Spaces',
          date: '2014-06-21',
          authors: ['Horizon'],
          types: ['kaizo'],
          difficulty: 5,
          exits: 64,
          description: 'Four times the room, four times the trouble.',
        },
        'Kaizo: Expert',
        { '6': 'kaizo_expert' },
      ),
      { fileName: 'Wide Open Spaces.zip', content: packZip({ 'wide_open_hack.ips': ips(9, 2048 * KIB) }) },
      { primary: 'wide_open_hack.ips', applied: 1, romSize: 2048 * KIB },
    ),
  ];
}
