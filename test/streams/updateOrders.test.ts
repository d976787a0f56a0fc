import { setTimeout } from 'node:timers/promises';
import { NEVER, defer, finalize, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { updateCourse } from '../../src/streams/updateCourse.js';
import { type FakeCourse, everything, fakeCourse } from './fakeCourse.js';

const TOTAL = 400;
const byNumber = (a: string, b: string): number => Number(a) - Number(b);
const upTo = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index + 1));

/** What has been done so far, and what is in progress. */
const state = ({ recorded, waiting, games, pagesFetched }: FakeCourse) => ({
  recorded: [...recorded],
  waiting: [...waiting],
  inProgress: games.now,
  pages: pagesFetched(),
});

/** Lets the course run until nothing more happens by itself: a step takes a turn of the event loop, a game about ten. */
async function settled(course: FakeCourse): Promise<ReturnType<typeof state>> {
  let before = JSON.stringify(state(course));
  for (let still = 0; still < 50; still += 1) {
    // A turn of the timers: some steps of the course begin with one.
    await setTimeout(1);
    const now = JSON.stringify(state(course));
    if (now !== before) still = 0;
    before = now;
  }
  return state(course);
}

/** A long course that is paused when the fifth game is recorded. */
async function paused() {
  const course = fakeCourse({
    total: TOTAL,
    perPage: 10,
    onRecord: (id) => {
      if (id === '5') course.control.order('pause');
    },
  });
  const ended = lastValueFrom(updateCourse(everything, course.deps).pipe(toArray()));
  return { course, ended, before: await settled(course) };
}

describe('a paused update', () => {
  it('finishes work in progress, takes nothing more from the queue and requests no page; then it resumes', async () => {
    const { course, ended, before } = await paused();
    expect(before.inProgress).toBe(0);
    expect(before.recorded).toContain('5');
    expect(before.recorded.length).toBeLessThan(5 + everything.concurrency);
    expect(before.waiting).not.toEqual([]);
    expect(before.pages).toBeLessThan(TOTAL / 10);

    course.control.order('resume');
    await ended;
    expect([...course.recorded].sort(byNumber)).toEqual(upTo(TOTAL));
    expect(course.pagesFetched()).toBe(TOTAL / 10);
    expect(course.games).toEqual({ now: 0, most: everything.concurrency });
  });

  it.each<[string, (course: FakeCourse) => void]>([
    [
      'told to',
      ({ control }) => {
        control.order('stop');
      },
    ],
    [
      'interrupted',
      ({ abort }) => {
        abort();
      },
    ],
  ])('stops when it is %s, without another game or page', async (_, stop) => {
    const { course, ended, before } = await paused();
    stop(course);
    await ended;
    expect(await settled(course)).toEqual(before);
    expect(course.events.at(-1)).toEqual({ type: 'crawl.ended', outcome: 'paused', reason: null });
    expect(course.failed).toEqual([]);
  });
});

describe('a game that is skipped by hand', () => {
  /** A course in which the file of one game never arrives. */
  function hanging(id: string) {
    const course = fakeCourse({ total: 6 });
    let cut = 0;
    const { downloadZip } = course.deps;
    const deps = {
      ...course.deps,
      downloadZip: {
        ...downloadZip,
        fetchFile: (...asked: Parameters<typeof downloadZip.fetchFile>) =>
          asked[0].pathname === `/files/${id}.zip`
            ? NEVER.pipe(
                finalize(() => {
                  cut += 1;
                }),
              )
            : defer(() => downloadZip.fetchFile(...asked)),
      },
    };
    return { course, ended: lastValueFrom(updateCourse(everything, deps).pipe(toArray())), cut: () => cut };
  }

  it('has its request canceled, is reported once, and holds up none of the others', async () => {
    const { course, ended, cut } = hanging('2');
    expect((await settled(course)).recorded).toEqual(['1']);
    course.control.order('skip');
    await ended;
    expect(cut()).toBe(1);
    expect(course.skipped).toEqual(['2']);
    expect(course.failed).toEqual([]);
    expect([...course.recorded].sort(byNumber)).toEqual(['1', '3', '4', '5', '6']);
    expect(course.games.now).toBe(0);
  });

  it('makes room for nothing else while the update is paused', async () => {
    const { course, ended } = hanging('1');
    await settled(course);
    course.control.order('pause');
    course.control.order('skip');
    const { waiting, inProgress } = await settled(course);
    expect(course.skipped).toEqual(['1']);
    expect({ waiting, inProgress }).toEqual({ waiting: ['4', '5', '6'], inProgress: 0 });
    course.control.order('resume');
    await ended;
    expect([...course.recorded].sort(byNumber)).toEqual(['2', '3', '4', '5', '6']);
  });
});
