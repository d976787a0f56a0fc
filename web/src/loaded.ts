import { useEffect, useState } from 'preact/hooks';
import type { ZodType, output } from 'zod';
import { get } from './api.js';

/** What a page has of something that it asked for. */
export interface Loaded<T> {
  /** What was there before stays until the new is there; null: nothing has come yet. */
  readonly data: T | null;
  readonly failure: string | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Asks for a path, and again whenever the path or the occasion is another one. An answer that comes too late is forgotten.
 *
 * @param occasion - a reason to ask again, such as that a run has ended
 */
export function useLoaded<T extends ZodType>(schema: T, path: string, occasion = ''): Loaded<output<T>> {
  const [state, setState] = useState<Omit<Loaded<output<T>>, 'reload'>>({ data: null, failure: null, loading: true });
  const [count, setCount] = useState(0);

  useEffect(() => {
    const leave = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    get(schema, path, leave.signal).then(
      (data) => {
        if (!leave.signal.aborted) setState({ data, failure: null, loading: false });
      },
      (error: unknown) => {
        if (leave.signal.aborted) return;
        setState((before) => ({ ...before, failure: sentenceOf(error), loading: false }));
      },
    );
    return () => {
      leave.abort();
    };
  }, [schema, path, occasion, count]);

  return {
    ...state,
    reload: () => {
      setCount((before) => before + 1);
    },
  };
}

/** What can be shown of an error. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
