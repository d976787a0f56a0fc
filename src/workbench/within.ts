/**
 * What a promise comes to if it does so within this time, else null; then it is left to itself, and may fail unheard.
 *
 * @param ms - milliseconds
 * @throws whatever the promise is rejected with in time
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
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
