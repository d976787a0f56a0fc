/** As many at a time as the smallest machine has cores. */
const LANES = 2;

/** Takes jobs in parallel lanes until each has been told that there are no more. */
export async function inLanes(work: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (await work());
    }),
  );
}

/** Nothing is written between the end of one write and the start of the next, so a kill at either is the same. */
export const leavesSomethingNew = (moment: string, index: number, all: readonly string[]): boolean =>
  !(moment.startsWith('before ') && all[index - 1]?.startsWith('after ') === true);
