import type { ComponentChildren } from 'preact';

interface NoticeProps {
  /** `failure` is read aloud at once, `done` when there is a pause; `hint` is a text like others. */
  readonly tone: 'failure' | 'done' | 'hint';
  readonly children: ComponentChildren;
}

const ROLES = { failure: 'alert', done: 'status', hint: undefined } as const;

/** A sentence that stands out. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p class={`notice is-${tone}`} role={ROLES[tone]}>
      {children}
    </p>
  );
}

/** That what was asked for could not be had, with a button to ask again. */
export function FailureNotice({ failure, retry }: { readonly failure: string | null; readonly retry: () => void }) {
  if (failure === null) return null;
  return (
    <Notice tone="failure">
      {failure}{' '}
      <button type="button" class="quiet" onClick={retry}>
        Try again
      </button>
    </Notice>
  );
}
