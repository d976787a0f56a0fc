import { encodeXML, escapeUTF8 } from 'entities';

type Writing = (text: string) => string;

const percent = (bytes: Buffer, digits: Writing = (hex) => hex): string =>
  [...bytes].map((byte) => `%${digits(byte.toString(16).toUpperCase().padStart(2, '0'))}`).join('');

const upTo7Bits = (text: string, write: (code: number) => string): string =>
  text.replace(/[^\x20-\x7e]/g, (character) => write(character.charCodeAt(0)));

const lower: Writing = (text) => text.toLowerCase();

/** Every way in which a text may be written in a file or line. */
const WRITINGS: Readonly<Record<string, Writing>> = {
  'URL-encoded': encodeURIComponent,
  'URL-encoded, small digits': (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, lower),
  'URL-encoded as a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  'URL-encoded as a form, small digits': (text) =>
    new URLSearchParams({ '': text })
      .toString()
      .slice(1)
      .replace(/%[0-9A-F]{2}/g, lower),
  'in a query': (text) => new URL(`http://x/?${text.replace(/[&#+%]/g, encodeURIComponent)}`).search.slice(1),
  'URL-encoded to the last byte': (text) => percent(Buffer.from(text)),
  'URL-encoded to the last byte, small digits': (text) => percent(Buffer.from(text), lower),
  'XML-escaped': escapeUTF8,
  'XML-escaped, in ASCII': encodeXML,
  'XML-escaped, with numbers': (text) => text.replace(/[^\w ]/g, (character) => `&#${character.charCodeAt(0)};`),
  'XML-escaped, with &#39;': (text) => escapeUTF8(text).replaceAll('&apos;', '&#39;'),
  'as JSON': (text) => JSON.stringify(text).slice(1, -1),
  'as JSON, in ASCII': (text) =>
    upTo7Bits(JSON.stringify(text).slice(1, -1), (code) => `\\u${code.toString(16).padStart(4, '0')}`),
};

/** Base64 of a text among others: in each of three alignments, without the digits shared with its neighbors. */
function base64(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const shared = (before + bytes.length) % 3 === 0 ? 0 : 1;
    const own = whole.slice(before === 0 ? 0 : before + 1, shared === 0 ? undefined : -shared);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** The forms in which a secret might be written, by name. */
export function formsOf(secret: string): ReadonlyMap<string, Buffer> {
  const forms = new Map<string, Buffer>([
    ['in clear', Buffer.from(secret)],
    ['in Latin-1', Buffer.from(secret, 'latin1')],
    ['in UTF-16', Buffer.from(secret, 'utf16le')],
    ['in hex', Buffer.from(Buffer.from(secret).toString('hex'))],
  ]);
  const once = Object.entries(WRITINGS).map(([name, write]) => [name, write(secret)] as const);
  for (const [name, text] of once) {
    forms.set(name, Buffer.from(text));
    for (const [other, write] of Object.entries(WRITINGS)) forms.set(`${name}, ${other}`, Buffer.from(write(text)));
  }
  for (const [name, text] of [['in clear', secret] as const, ...once]) {
    base64(text).forEach((form, index) => forms.set(`${name}, as base64 ${index}`, Buffer.from(form)));
  }
  return forms;
}

/** The forms in which a secret occurs in the bytes. */
export const leaksOf = (bytes: Buffer, secret: string): readonly string[] =>
  [...formsOf(secret)].flatMap(([name, form]) => (bytes.includes(form) ? [name] : []));
