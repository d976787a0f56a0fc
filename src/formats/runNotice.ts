import type { EventBody } from '../model/events.js';
import { plainText } from './plainText.js';

/** Below the 2000 characters that Discord accepts in a message. */
const MAX_CHARACTERS = 1900;
/** How many failures are named; the rest are only counted. */
export const NAMED_IN_NOTICE = 5;

/** The summary events of the runs that send notices. */
export type Summary = Extract<EventBody, { type: 'summary' | 'scrape.summary' | 'publish.summary' }>;

/** How a run ended. */
export interface RunEnd {
  readonly command: string;
  /** Null if an error ended the run before its summary. */
  readonly summary: Summary | null;
  /** The error that ended it, in a sentence; null if none did. */
  readonly error: string | null;
  /** The first few failures, one line each; the text comes from the network. */
  readonly failures: readonly string[];
  /** The number of all failures. */
  readonly failed: number;
}

/** The body that is posted: Discord reads `content`, Slack reads `text`, programs read `romflow`. */
export interface RunNotice {
  readonly content: string;
  readonly text: string;
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly romflow: {
    readonly command: string;
    readonly outcome: string;
    readonly error: string | null;
    readonly summary: Summary | null;
  };
}

/**
 * The end of a run as a short plain message. Names from the network cannot mention anybody: Discord is told not to
 * parse mentions, and Slack's control sequences are escaped.
 *
 * @see https://discord.com/developers/docs/resources/webhook#execute-webhook
 * @see https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function runNotice({ command, summary, error, failures, failed }: RunEnd): RunNotice {
  const outcome = summary?.outcome ?? 'failed';
  const counted = summary === null ? [] : Object.entries(counts(summary)).filter(([, count]) => count > 0);
  const told = counted.map(([what, count]) => `${count} ${what}`).join(', ');
  const lines = [
    `romflow ${command}: ${outcome}${told === '' ? '' : ` (${told})`}`,
    ...(error === null ? [] : [error]),
    ...failures.slice(0, NAMED_IN_NOTICE).map((failure) => `✗ ${failure}`),
    ...(failed > NAMED_IN_NOTICE ? [`✗ and ${failed - NAMED_IN_NOTICE} more`] : []),
  ];
  const message = shortened(lines.map(plainText).join('\n'));
  return {
    content: message,
    text: message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    allowed_mentions: { parse: [] },
    romflow: { command, outcome, error, summary: summary === null ? null : small(summary) },
  };
}

function counts(summary: Summary): Readonly<Record<string, number>> {
  switch (summary.type) {
    case 'summary': {
      const { recorded, unchanged, failed, waiting } = summary;
      return { recorded, unchanged, failed, waiting };
    }
    case 'scrape.summary': {
      const { scraped, skipped, unmatched, failed, left, media, mediaFailed, gamelistsFailed } = summary;
      const lists = gamelistsFailed === 1 ? 'gamelist failed' : 'gamelists failed';
      const troubles = { 'media failed': mediaFailed, [lists]: gamelistsFailed };
      return { scraped, skipped, unknown: unmatched, failed, 'not looked up': left, media, ...troubles };
    }
    case 'publish.summary': {
      const { written, unchanged, skipped, failed } = summary;
      return { written, unchanged, skipped, failed };
    }
  }
}

/** The message for people names no more failures than this, and programs need no more either. */
function small(summary: Summary): Summary {
  if (summary.type === 'publish.summary') return summary;
  if (summary.type === 'summary') return { ...summary, failures: summary.failures.slice(0, NAMED_IN_NOTICE) };
  return { ...summary, failures: summary.failures.slice(0, NAMED_IN_NOTICE) };
}

/** Truncates between characters, never within one. */
function shortened(message: string): string {
  return message.length <= MAX_CHARACTERS
    ? message
    : `${message.slice(0, MAX_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`;
}
