/**
 * Creates a function that replaces every secret with a mark, however it is written: in the clear, URL-encoded (with
 * `%20` or `+`, in either case, partially or repeatedly), escaped for XML or JSON, or as base64 in either alphabet.
 *
 * @param secrets - in the clear; empty ones are ignored
 */
export function redactSecrets(secrets: readonly string[], mark = 'REDACTED'): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== '')
    // Longest first: where one secret begins with another, all of it has to go.
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret);
      const encoded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
      return [anyForm(secret), ...encoded.map((base64) => `${anyForm(base64)}(?:${waysOf('=').join('|')}){0,2}`)];
    });
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.join('|'), 'g');
  return (text) => text.replace(pattern, () => mark);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** A pattern for a text in which each character may be written in any of its forms. */
const anyForm = (text: string): string =>
  Array.from(text, (character) => `(?:${waysOf(character).join('|')})`).join('');

/** Patterns for the ways to write one character. */
function waysOf(character: string): readonly string[] {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const entity = ENTITIES[character];
  return [
    literal(character),
    [...Buffer.from(character)].map((byte) => `%(?:25)*${hex(byte, 2)}`).join(''),
    units.map((unit) => `\\\\{1,8}u${hex(unit, 4)}`).join(''),
    `&(?:amp;)*#(?:0*${code}|[xX]0*${hex(code, 1)});`,
    ...(entity === undefined ? [] : [`&(?:amp;)*${entity};`]),
    ...(character === ' ' ? ['\\+', '%(?:25)*2[bB]'] : []),
  ];
}

/** The character itself, with or without the backslashes that JSON and quoting add. */
function literal(character: string): string {
  if (character === '\\') return '\\\\{1,8}';
  const json = JSON.stringify(character).slice(1, -1);
  if (/["'/]/.test(character)) return `\\\\{0,8}${character}`;
  return json.startsWith('\\') ? `(?:${character}|\\\\{1,8}${json.slice(1)})` : escaped(character);
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\]^{|}-]/g, '\\$&');

/** A pattern for a number in hex digits of either case, padded to `digits`. */
const hex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
