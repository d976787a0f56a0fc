import type { ComponentChildren } from 'preact';

interface NoticeProps {
  /** A screen reader announces `failure` immediately and `done` at the next pause; `hint` is ordinary text. */
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

/** Says that a request failed, with a button to try again. */
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
