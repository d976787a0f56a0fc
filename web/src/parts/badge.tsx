import type { ComponentChildren } from 'preact';

export type Tone = 'plain' | 'good' | 'busy' | 'warn' | 'bad';

/** A word or two in a color; the color says nothing that the word does not. */
export function Badge({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge is-${tone}`}>{children}</span>;
}
