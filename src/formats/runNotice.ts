import type { EventBody } from '../model/events.js';
import { plainText } from './plainText.js';

/** As much as Discord takes in a message is 2000 characters. */
const MOST_CHARACTERS = 1900;
/** So many failures are named; the rest are counted. */
export const NAMED_IN_NOTICE = 5;

/** The events that sum up a run which notices are sent of. */
export type Summary = Extract<EventBody, { type: 'summary' | 'scrape.summary' | 'publish.summary' }>;

/** How a run ended. */
export interface RunEnd {
  readonly command: string;
  /** Null when an error ended the run before it could sum up. */
  readonly summary: Summary | null;
  /** What ended it, in a sentence; null when nothing did. */
  readonly error: string | null;
  /** The first few failures, each in a line; from the network. */
  readonly failures: readonly string[];
  /** How many there were. */
  readonly failed: number;
}

/** What is posted: `content` is read by Discord, `text` by Slack, `romflow` by programs. */
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
 * A run's end as a short plain message. Names from the network mention nobody: Discord is told to look for no mentions, and
 * Slack's control sequences are escaped.
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

/** A message for people names no more, and neither need programs know more. */
function small(summary: Summary): Summary {
  if (summary.type === 'publish.summary') return summary;
  if (summary.type === 'summary') return { ...summary, failures: summary.failures.slice(0, NAMED_IN_NOTICE) };
  return { ...summary, failures: summary.failures.slice(0, NAMED_IN_NOTICE) };
}

/** Cut between characters, never within one. */
function shortened(message: string): string {
  return message.length <= MOST_CHARACTERS
    ? message
    : `${message.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`;
}
