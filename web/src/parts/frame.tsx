import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Route } from '../route.js';
import { number } from '../words.js';

interface FrameProps {
  readonly page: Route['page'];
  /** Whether the live connection to the server is up. */
  readonly connected: boolean;
  /** Number of games that failed. */
  readonly failed: number;
  readonly version: string | undefined;
  readonly children: ComponentChildren;
}

const LINKS = [
  { page: 'overview', to: '#/', label: 'Overview' },
  { page: 'games', to: '#/games', label: 'Games' },
  { page: 'failures', to: '#/failures', label: 'Failures' },
  { page: 'runs', to: '#/runs', label: 'Runs' },
] as const;

/** The layout around every page. */
export function Frame({ page, connected, failed, version, children }: FrameProps) {
  const main = useRef<HTMLElement>(null);
  const shown = page === 'game' ? 'games' : page;
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          // The part after # names the page.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="#/">
            <Mark />
            romflow
          </a>
          <nav aria-label="Pages">
            <ul>
              {LINKS.map((link) => (
                <li key={link.page}>
                  <a href={link.to} aria-current={link.page === shown ? 'page' : undefined}>
                    {link.label}
                    {link.page === 'failures' && failed > 0 && (
                      <span class="count">
                        {number(failed)}
                        <span class="unseen"> games</span>
                      </span>
                    )}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <p class={`link-state ${connected ? 'is-live' : ''}`}>
            <span class="dot" aria-hidden="true" />
            {connected ? 'Live' : 'Not connected'}
          </p>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer class="bottom">romflow {version ?? ''}</footer>
    </>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 9h9a5 5 0 0 1 0 10h-3a4 4 0 0 0-4 4" />
      <circle cx="22.500" cy="22.500" r="2.500" />
    </svg>
  );
}
