import { useEffect, useState } from 'preact/hooks';

/**
 * The time in milliseconds; what shows it is shown anew every second.
 *
 * @param going - false: not just now
 */
export function useClock(going: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!going) return;
    const timer = setInterval(() => {
      setTick((before) => before + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [going]);
  return Date.now();
}
