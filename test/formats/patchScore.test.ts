import { describe, expect, test } from 'vitest';
import { isPatchPath, scorePatch } from '../../src/formats/patchScore.js';

describe('scorePatch', () => {
  test.each([
    ['World.bps', 0, 150],
    ['World.ips', 0, 100],
    ['World.BPS', 0, 150],
    ['v1/World.bps', 0, 50],
    ['v1\\World.bps', 0, 50],
    ['./World.bps', 0, 150],
    ['.\\World.bps', 0, 150],
    ['/World.bps', 0, 150],
    ['./v1/World.bps', 0, 50],
    ['../World.bps', 0, 50],
    ['World.ips', 500, 100.5],
    ['World.ips', 50_000, 150],
    ['World.ips', 4_000_000, 150],
    ['README.ips', 0, 0],
    ['Read Me.ips', 0, 0],
    ['read me/readme.ips', 0, -200],
    ['Optional/World.ips', 0, -50],
    ['Optional.ips', 0, 50],
    ['Alternate.ips', 0, 70],
    ['alternate/alt.ips', 0, -60],
    ['alt.ips', 0, 70],
    ['ALT.ips', 0, 70],
    ['World (alt).ips', 0, 70],
    ['world_alt.ips', 0, 70],
    ['world-alt2.ips', 0, 70],
    ['alt/World.ips', 0, -30],
    ['Salt.ips', 0, 100],
    ['Default.ips', 0, 100],
    ['Altitude.ips', 0, 100],
    ['Általt.ips', 0, 100],
    ['My Hack.ips', 0, 120],
    ['Patch.ips', 0, 110],
    ['patches/Hack.ips', 0, 30],
    ['Hack hack.ips', 0, 120],
  ])('%s of %i bytes: %d', (path, size, score) => {
    expect(scorePatch(path, size)).toBe(score);
  });
});

describe('isPatchPath', () => {
  test.each([
    ['a.bps', true],
    ['a.IPS', true],
    ['deep/er/a.Bps', true],
    ['deep\\a.bps', true],
    ['.bps', true],
    ['Mundo Espa/a.bps', true],
    ['__MACOSX.bps', true],
    ['a.bps.txt', false],
    ['a.txt', false],
    ['bps', false],
    ['a.bps/', false],
    ['a.bps\\', false],
    ['a.bps/readme.txt', false],
    ['a.ups', false],
    ['a.bps\n', false],
    ['', false],
    ['__MACOSX/a.bps', false],
    ['x/__MACOSX/a.bps', false],
    ['__MACOSX\\a.bps', false],
    ['._a.bps', false],
    ['x/._a.bps', false],
    ['x\\._a.bps', false],
    ['Español/a.bps', false],
    ['ESPANOL.bps', false],
    ['espa.ips', false],
    ['./Español/a.bps', false],
    ['.\\espa.bps', false],
  ])('%j: %s', (path, expected) => {
    expect(isPatchPath(path)).toBe(expected);
  });
});
