import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * A value that changes no oftener than this, and ends up as the latest one.
 *
 * @param everyMs - the least time between two changes
 */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const changed = useRef(0);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        changed.current = Date.now();
        setShown(value);
      },
      Math.max(0, changed.current + everyMs - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [value, everyMs]);
  return shown;
}
