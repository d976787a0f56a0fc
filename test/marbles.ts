import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import type { EventBody, Report } from '../src/model/events.js';

/** Runs a marble test; frames are compared with vitest's `toEqual`. */
export const marbles = (test: Parameters<TestScheduler['run']>[0]): void => {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
};

/** Collects what is reported. */
export const reports = (): { events: EventBody[]; report: Report } => {
  const events: EventBody[] = [];
  return {
    events,
    report: (event) => {
      events.push(event);
    },
  };
};
