import { makeBps } from '../formats/makeBps.js';
import { demoHack, type DemoHack } from './demoHack.js';
import { editedRom } from './editedRom.js';
import { hackRecord } from './hackRecord.js';
import { packZip } from './packZip.js';

/** Hacks with unusable downloads, each for a different reason. */
export function damagedHacks(base: Buffer): readonly DemoHack[] {
  const otherRom = editedRom(base, 40);

  return [
    demoHack(
      hackRecord({
        id: 29_633,
        name: 'Forgotten Patch',
        date: '2022-02-22',
        authors: ['absent_mind'],
        types: ['standard'],
        difficulty: 2,
        exits: 14,
        description: '<p>Screenshots, a manual, a soundtrack &hellip; was there anything else?</p>',
        images: 5,
      }),
      {
        fileName: 'Forgotten Patch.zip',
        content: packZip({
          'manual.txt': 'Chapter 1: how to apply the patch.\r\n',
          'music/list.txt': '01 Overworld\r\n02 Athletic\r\n',
        }),
      },
      { primary: null, reason: 'no patch' },
    ),
    demoHack(
      hackRecord({
        id: 17_402,
        name: 'Foreign Soil',
        date: '2018-04-04',
        authors: ['traveller'],
        types: ['kaizo'],
        difficulty: 5,
        exits: 3,
        description: '<p>Made over another hack by mistake.</p>',
      }),
      {
        fileName: 'Foreign Soil.zip',
        content: packZip({ 'Foreign Soil.bps': makeBps(otherRom, editedRom(otherRom, 41)) }),
      },
      { primary: null, reason: 'no patch applies' },
    ),
    demoHack(
      hackRecord({
        id: 24_048,
        name: 'Zen',
        date: '2020-09-01',
        authors: ['nobody'],
        types: ['puzzle'],
        difficulty: 1,
        exits: 0,
        description: '<p>Nothing is changed.</p>',
      }),
      { fileName: 'Zen.zip', content: packZip({ 'Zen.bps': makeBps(base, base) }) },
      { primary: null, reason: 'does nothing' },
    ),
    demoHack(
      hackRecord({
        id: 36_112,
        name: 'Under Maintenance',
        date: '2024-02-29',
        authors: ['webmaster'],
        types: ['standard'],
        difficulty: 3,
        exits: 7,
        description: '<p>Its download shows a web page.</p>',
      }),
      {
        fileName: 'Under Maintenance.zip',
        content: Buffer.from(
          '<!DOCTYPE html>\n<title>Be right back</title>\n<p>The file host is being repaired.</p>\n',
        ),
        contentType: 'text/html; charset=utf-8',
      },
      { primary: null, reason: 'web page' },
    ),
  ];
}
