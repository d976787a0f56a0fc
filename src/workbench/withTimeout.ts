/**
 * The value of a promise if it settles within this time, else null; a later rejection is ignored.
 *
 * @param ms - milliseconds
 * @throws whatever the promise rejects with in time
 */
export async function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
