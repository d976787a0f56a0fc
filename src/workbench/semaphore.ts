/** A lane, or a place in the queue for one. */
export interface Turn {
  /** Resolves when the lane is granted. */
  readonly begun: Promise<void>;
  readonly hasBegun: () => boolean;
  /** Gives up the lane, or the place in the queue, to the next. Safe to call again. */
  readonly end: () => void;
}

/** A semaphore: a fixed number of lanes, granted in the order in which they are asked for. */
export interface Semaphore {
  readonly ask: () => Turn;
}

export function createSemaphore(count: number): Semaphore {
  const waiting = new Set<() => void>();
  let free = count;

  const pass = (): void => {
    const [next] = waiting;
    if (next === undefined) return void (free += 1);
    waiting.delete(next);
    next();
  };

  return {
    ask: () => {
      const { promise: begun, begin } = signal();
      let state: 'waiting' | 'begun' | 'ended' = 'waiting';
      const start = (): void => {
        state = 'begun';
        begin();
      };
      if (free > 0) {
        free -= 1;
        start();
      } else {
        waiting.add(start);
      }
      return {
        begun,
        hasBegun: () => state === 'begun',
        end: () => {
          if (state === 'waiting') waiting.delete(start);
          if (state === 'begun') pass();
          state = 'ended';
        },
      };
    },
  };
}

function signal(): { readonly promise: Promise<void>; readonly begin: () => void } {
  let begin = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return { promise, begin };
}
