import type { Archive } from '../archive/openArchive.js';
import type { ArchiveFiles } from '../files/archiveFiles.js';
import type { HackFolder } from '../files/hackFolder.js';
import { openClaimed } from '../formats/openedBlob.js';
import type { Report } from '../model/events.js';
import type { AttachDeps } from './attachCourse.js';
import type { ImportDeps } from './importCourse.js';
import { type KeepHackDeps, keepHack } from './keepHack.js';

export interface ImportParts {
  readonly archive: Archive;
  readonly files: ArchiveFiles;
  readonly kept: KeepHackDeps['kept'];
  /** Where JSON and blobs are read from. */
  readonly from: HackFolder;
  readonly report: Report;
  /** When aborted: finish the file in progress, begin no other. */
  readonly signal: AbortSignal;
}

/** Connects the operators of both courses to the archive's rows and files. */
export function importDeps({ archive, files, kept, from, report, signal }: ImportParts): {
  readonly import: ImportDeps;
  readonly attach: AttachDeps;
} {
  const { imports, records } = archive;
  const shared: Pick<ImportDeps, 'openHackBlob' | 'recordHack' | 'report'> = {
    report,
    openHackBlob: {
      readBlob: async (name) => (await from.readBlob(name)) ?? imports.attached(name),
      open: openClaimed,
      knownBlob: records.findBlob,
    },
    recordHack: {
      storePatch: files.storePatch,
      keepHack: (hack, reused) => keepHack(hack, reused, { kept, writeHack: files.writeHack }),
      record: imports.record,
      report,
    },
  };
  return {
    import: {
      ...shared,
      names: () => untilAborted(from.names('hacks'), signal),
      readHack: { read: from.readHack, report },
    },
    attach: {
      ...shared,
      names: () => untilAborted(from.names('blobs'), signal),
      attachOwned: { ...imports, readBlob: from.readBlob, open: openClaimed, report },
      waitingHacks: { waitingFor: imports.waitingFor, report },
    },
  };
}

async function* untilAborted(names: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const name of names) {
    if (signal.aborted) return;
    yield name;
  }
}
