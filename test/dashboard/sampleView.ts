import type { RunView } from '../../src/model/runView.js';
import { newRunView } from '../../src/view/newRunView.js';

/** A view of an update, begun a moment ago. */
export function sampleView(overrides: Partial<RunView> = {}): RunView {
  return { ...newRunView(new Date().toISOString()), command: 'update', place: '/archive', ...overrides };
}
