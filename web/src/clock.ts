import { useEffect, useState } from 'preact/hooks';

/**
 * The time in milliseconds, anew every second.
 *
 * @param going - false: it need not be known just now
 */
export function useClock(going: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!going) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    setNow(Date.now());
    return () => {
      clearInterval(timer);
    };
  }, [going]);
  return now;
}
