import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * A value that changes no more often than this, and always ends up as the latest one.
 *
 * @param everyMs - the minimum time between two changes
 */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  // By a monotonic clock.
  const changed = useRef(-Infinity);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        changed.current = performance.now();
        setShown(value);
      },
      Math.max(0, changed.current + everyMs - performance.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [value, everyMs]);
  return shown;
}
