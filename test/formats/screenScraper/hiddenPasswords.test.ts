import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hiddenPasswords } from '../../../src/formats/screenScraper/hiddenPasswords.js';

const PASSWORDS = { devpassword: 'd<e>v/=p', userPassword: 'p&+#%:ä "x"' };

test.each([
  ['https://a.org/{1}/box.png', (password: string) => password],
  ['https://a.org/m?token={2}&media=box-2D(us)', encodeURIComponent],
  ['https://a.org/{2}/m?a={1}{2}', (password: string) => encodeURIComponent(password).toLowerCase()],
])('%s is how an address is stored', (kept, written) => {
  const { hide, reveal } = hiddenPasswords(PASSWORDS);
  const address = kept
    .replaceAll('{1}', () => written(PASSWORDS.devpassword))
    .replaceAll('{2}', () => written(PASSWORDS.userPassword));
  expect(hide(address)).toBe(kept);
  expect(decodeURIComponent(reveal(kept))).toBe(
    kept.replaceAll('{1}', () => PASSWORDS.devpassword).replaceAll('{2}', () => PASSWORDS.userPassword),
  );
});

test('a password that is also a word of the address does no harm', () => {
  const address = 'https://neoclone.screenscraper.fr/api2/mediaJeu.php?jeuid=1987&media=box-2D(us)';
  for (const userPassword of ['screenscraper', 'media', '1987', 'https']) {
    const { hide, reveal } = hiddenPasswords({ devpassword: 'box', userPassword });
    expect(hide(address)).not.toContain(userPassword);
    expect(reveal(hide(address))).toBe(address);
  }
});

test('nothing remains of a password that begins like the other', () => {
  for (const [devpassword, userPassword] of [
    ['secret', 'secret-word'],
    ['secret-word', 'secret'],
  ] as const) {
    const { hide, reveal } = hiddenPasswords({ devpassword, userPassword });
    const before = 'https://a.org/secret-word/secret';
    expect(hide(before)).toMatch(/^https:\/\/a\.org\/\{\d\}\/\{\d\}$/);
    expect(reveal(hide(before))).toBe(before);
  }
});

const address = (...passwords: readonly string[]): string =>
  `https://a.org/${passwords.map(encodeURIComponent).join('/')}`;

test('any passwords are hidden', () => {
  const password = fc.string({ unit: 'grapheme', minLength: 2, maxLength: 9 }).filter((text) => !/[{}]/.test(text));
  fc.assert(
    fc.property(password, password, (devpassword, userPassword) => {
      const kept = hiddenPasswords({ devpassword, userPassword }).hide(address(devpassword, userPassword));
      for (const one of [devpassword, userPassword]) expect(kept).not.toContain(encodeURIComponent(one));
    }),
  );
});

test('passwords of letters, digits, - and _ are restored exactly', () => {
  const password = fc.stringMatching(/^[\w-]{2,12}$/);
  fc.assert(
    fc.property(password, password, (devpassword, userPassword) => {
      const { hide, reveal } = hiddenPasswords({ devpassword, userPassword });
      const before = address(devpassword, userPassword, devpassword);
      expect(reveal(hide(before))).toBe(before);
    }),
  );
});

test('a site that sends a placeholder itself is not given a password in its place', () => {
  const { hide, reveal } = hiddenPasswords(PASSWORDS);
  expect(reveal(hide('https://a.org/{1}/{2}?a={1}'))).toBe('https://a.org/%7B1%7D/%7B2%7D?a=%7B1%7D');
});

test('nothing is changed when there are no passwords', () => {
  const { hide, reveal } = hiddenPasswords({ devpassword: '', userPassword: '' });
  expect(hide('https://a.org/{3}')).toBe('https://a.org/{3}');
  expect(reveal('https://a.org/')).toBe('https://a.org/');
});
