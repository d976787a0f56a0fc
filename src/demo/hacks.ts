import type { BaseRom } from '../model/rom.js';
import { damagedHacks } from './damagedHacks.js';
import type { DemoHack } from './demoHack.js';
import { plainHacks } from './plainHacks.js';
import { unusualHacks } from './unusualHacks.js';

/** The demo's hacks, with everything found on the real site; the same bytes at every call. */
export function demoHacks(base: BaseRom): readonly DemoHack[] {
  return [...plainHacks(base.bytes), ...unusualHacks(base.bytes), ...damagedHacks(base.bytes)];
}
