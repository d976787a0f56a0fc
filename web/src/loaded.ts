import { useEffect, useState } from 'preact/hooks';
import type { ZodType, output } from 'zod';
import { get } from './api.js';

/** The state of something that a page has requested. */
export interface Loaded<T> {
  /** Old data stays until the new arrives; null: none has arrived yet. */
  readonly data: T | null;
  readonly failure: string | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Requests a path, and again whenever the path or the occasion changes. A response that arrives too late is dropped.
 *
 * @param occasion - changes when there is a reason to ask again, such as the end of a run
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

/** The text to show for an error. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
