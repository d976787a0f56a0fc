import { useEffect, useState } from 'preact/hooks';

/**
 * The time in milliseconds; rerenders the component every second.
 *
 * @param going - false stops the clock
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
