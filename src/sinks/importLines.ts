import type { RunEvent } from '../model/events.js';

type HackImported = Extract<RunEvent, { type: 'hack.imported' }>;
type FilesSummary = Extract<RunEvent, { type: 'files.summary' }>;

/** The outcome of a hack's JSON, in words for people. */
export function importedLine({ id, name, version, outcome, blob, reason }: HackImported): string {
  const sign = outcome === 'unchanged' || blob === null ? '○' : '✓';
  const what = {
    recorded: `recorded as version ${version}`,
    completed: `version ${version} completed`,
    unchanged: `already in the archive, as version ${version}`,
  }[outcome];
  const without = blob === null ? `, without its patch${reason === null ? '' : `: ${reason}`}` : '';
  return `  ${sign} ${id}: ${name} ${what}${without}`;
}

/** The outcome of a folder of files, count by count. */
export function fileCounts(event: FilesSummary): Readonly<Record<string, number>> {
  return {
    Files: event.files,
    Recorded: event.recorded,
    Completed: event.completed,
    Attached: event.attached,
    Unchanged: event.unchanged,
    'Without a patch': event.incomplete,
    Skipped: event.skipped,
    Failed: event.failed,
  };
}
