import type { RunEvent } from '../model/events.js';

export type VerifyEvent = Extract<RunEvent, { type: `verify.${string}` }>;

/** A verification event in words for people, line by line: `✓` repaired, `✗` damaged, `○` neither. */
export function verifyLines(event: VerifyEvent): readonly string[] {
  switch (event.type) {
    case 'verify.damage':
      return [`  ✗ ${placeOf(event)}: ${event.reason}${event.repairable ? ' (can be repaired)' : ''}`];
    case 'verify.notice':
      return [`  ○ ${placeOf(event)}: ${event.reason}`];
    case 'verify.repaired':
      return [`  ✓ ${placeOf(event)}: ${event.how}`];
    case 'verify.unrepaired':
      return [`  ✗ ${placeOf(event)} could not be repaired: ${event.reason}`];
    case 'verify.progress':
      return [`  ${event.done ? '✓' : '○'} ${event.checked} ${LABELS[event.stage]} checked`];
    case 'verify.summary':
      return summary(event);
  }
}

const LABELS: Readonly<Record<Extract<VerifyEvent, { type: 'verify.progress' }>['stage'], string>> = {
  databases: 'databases',
  queue: 'queue rows',
  patches: 'patches from ZIPs',
  blobs: 'blobs',
  versions: 'game versions',
  attachments: 'attachments',
  files: 'files',
};

const placeOf = ({ what, where }: { readonly what: string; readonly where: string }): string =>
  where.includes(what) ? where : `${what}: ${where}`;

function summary(event: Extract<VerifyEvent, { type: 'verify.summary' }>): readonly string[] {
  const { outcome, checked, damaged, notices, repair, repaired, unrepaired } = event;
  return [
    '',
    `verify: ${outcome === 'paused' ? 'stopped' : damaged === 0 ? 'nothing is damaged' : `${damaged} damaged`}`,
    `  Rows and files:  ${checked}`,
    `  Damaged:         ${damaged}`,
    ...(repair ? [`  Repaired:        ${repaired}`, `  Not repaired:    ${unrepaired}`] : []),
    `  Notices:         ${notices}`,
    ...(!repair && damaged > 0 ? ['  romflow verify --repair repairs what can be repaired'] : []),
  ];
}
