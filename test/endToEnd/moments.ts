/** As many at a time as the smallest machine has cores. */
const LANES = 2;

/** Works on what is handed out, in lanes, until each has been told that there is no more. */
export async function inLanes(work: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (await work());
    }),
  );
}

/** Between the end of one write and the beginning of the next nothing is written: being killed there is the same. */
export const leavesSomethingNew = (moment: string, index: number, all: readonly string[]): boolean =>
  !(moment.startsWith('before ') && all[index - 1]?.startsWith('after ') === true);
