import { expect, test } from 'vitest';
import { downloadName } from '../../src/formats/downloadName.js';

test.each([
  ['https://dl.example.test/12/Bare%20Bones.bps?x=1#y', 'Bare Bones.bps'],
  ['//dl.example.test/12/%E5%A4%9C.zip', '夜.zip'],
  ['//dl.example.test/12/100%.zip', '100%.zip'],
  ['//dl.example.test/12/', null],
  ['https://', null],
  ['', null],
])('of %s', (url, name) => {
  expect(downloadName(url)).toBe(name);
});
