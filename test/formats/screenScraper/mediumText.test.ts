import { expect, test } from 'vitest';
import { isNoMedia, mediumText } from '../../../src/formats/screenScraper/mediumText.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

test.each([
  ['a picture', PNG, 'image/png'],
  ['a picture without a type', PNG, null],
  ['a picture that is called a page', PNG, 'text/html; charset=UTF-8'],
  ['a manual', Buffer.from('%PDF-1.4\nErreur'), 'text/html'],
  ['a drawing', Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="x">'), 'text/xml'],
  ['made-up bytes of a picture', Buffer.from('pixels'), 'image/png'],
])('%s may be a medium', (_, bytes, contentType) => {
  expect(mediumText(bytes, contentType)).toBeNull();
});

test.each([
  ['NOMEDIA  \n', 'image/png', 'NOMEDIA'],
  ['NOMEDIA', null, 'NOMEDIA'],
  ['\uFEFFErreur de login : é', 'text/html', 'Erreur de login : é'],
  ['Erreur de login', 'image/png', 'Erreur de login'],
  ['<!DOCTYPE html><p>x', 'image/png', '<!DOCTYPE html><p>x'],
  ['any words', 'text/plain', 'any words'],
  ['any words', null, 'any words'],
  ['', 'image/png', ''],
  [`<?xml?>${'<!---->'.repeat(100)}`, 'text/html', `<?xml?>${'<!---->'.repeat(100)}`],
])('%j as %s is a text', (text, contentType, expected) => {
  expect(mediumText(Buffer.from(text), contentType)).toBe(expected);
});

test.each([
  ['NOMEDIA', true],
  [' NOMEDIA \r\n', true],
  ['nomedia', true],
  ['NOMEDIA here', false],
  ['', false],
])('%j means that there is no medium: %s', (text, none) => {
  expect(isNoMedia(text)).toBe(none);
});
