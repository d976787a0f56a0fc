import { join } from 'node:path';
import { expect, test } from 'vitest';
import { esDePlaces } from '../../src/config/esDePlaces.js';

test('the user’s own files are below the home folder', () => {
  expect(esDePlaces('/home/me')).toMatchObject({
    home: '/home/me',
    gamelists: join('/home/me', 'ES-DE', 'gamelists'),
    media: join('/home/me', 'ES-DE', 'downloaded_media'),
    customSystems: join('/home/me', 'ES-DE', 'custom_systems', 'es_systems.xml'),
  });
});

test.each([
  ['linux', '/usr/share/es-de/resources/systems/linux/es_systems.xml'],
  ['freebsd', '/usr/share/es-de/resources/systems/linux/es_systems.xml'],
  ['darwin', '/Applications/ES-DE.app/Contents/Resources/resources/systems/macos/es_systems.xml'],
  ['win32', 'C:\\Program Files\\ES-DE\\resources\\systems\\windows\\es_systems.xml'],
] as const)('on %s, ES-DE’s list of systems is %s', (platform, path) => {
  expect(esDePlaces('/home/me', platform).bundledSystems[0]).toBe(path);
});
