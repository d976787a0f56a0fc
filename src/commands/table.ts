import type { FlagName } from './commandLine.js';
import type { RunCommand } from './context.js';
import {
  APPLY_HELP,
  ATTACH_HELP,
  DEMO_HELP,
  DOCTOR_HELP,
  EXPORT_HELP,
  IMPORT_HELP,
  PUBLISH_HELP,
  SCRAPE_HELP,
  SERVE_HELP,
  STATUS_HELP,
  UPDATE_HELP,
  VERIFY_HELP,
  WORKER_HELP,
} from './help.js';

/** A command of the program. */
export interface Command {
  /** The words that follow its name, as the help names them. */
  readonly operands: readonly string[];
  /** The flags that it takes, besides `--help` and, unless it has its own, `--version`. */
  readonly flags: readonly FlagName[];
  /** The one flag that, after the command's name, takes every word up to the next flag. */
  readonly list?: FlagName;
  readonly help: string;
  /** Loads its code only when it is to run. */
  readonly load: () => Promise<RunCommand>;
}

/** Every command, by name. */
export type CommandTable = Readonly<Record<string, Command>>;

export const DEFAULT_COMMAND = 'update';

/** The flags for how a run is shown. */
const SHOW_FLAGS = ['json', 'logFile', 'quiet', 'verbose'] as const;

export const COMMANDS: CommandTable = {
  update: {
    operands: [],
    flags: [
      'archive',
      'config',
      'allPatches',
      'dryRun',
      'fetchMetadata',
      'fullCrawl',
      'processNew',
      'resume',
      'retryFailed',
      'gameIds',
      'limit',
      'workers',
      'redis',
      'ui',
      ...SHOW_FLAGS,
    ],
    help: UPDATE_HELP,
    load: async () => (await import('./update.js')).runUpdate,
  },
  scrape: {
    operands: [],
    flags: [
      'config',
      'systems',
      'mode',
      'skipScraped',
      'update',
      'enableSearch',
      'interactiveSearch',
      'threads',
      'dryRun',
      'prune',
      'yes',
      'ui',
      ...SHOW_FLAGS,
    ],
    list: 'systems',
    help: SCRAPE_HELP,
    load: async () => (await import('./scrape.js')).runScrape,
  },
  worker: {
    operands: [],
    flags: ['config', 'redis', 'concurrency', 'baseRom', 'workers'],
    help: WORKER_HELP,
    load: async () => (await import('./worker.js')).runWorker,
  },
  publish: {
    operands: [],
    flags: ['archive', 'config', 'to', 'name', 'gamelists', 'media', 'screenshots', 'dryRun', 'ui', ...SHOW_FLAGS],
    help: PUBLISH_HELP,
    load: async () => (await import('./publish.js')).runPublish,
  },
  demo: {
    operands: [],
    flags: ['keep'],
    help: DEMO_HELP,
    load: async () => (await import('./demo.js')).runDemo,
  },
  apply: {
    operands: ['PATCH', 'ROM'],
    flags: ['output', 'force'],
    help: APPLY_HELP,
    load: async () => (await import('./apply.js')).runApply,
  },
  status: {
    operands: [],
    flags: ['archive', 'config', 'json'],
    help: STATUS_HELP,
    load: async () => (await import('./status.js')).runStatus,
  },
  serve: {
    operands: [],
    flags: ['archive', 'config', 'port', 'host', 'allowControl'],
    help: SERVE_HELP,
    load: async () => (await import('./serve.js')).runServe,
  },
  verify: {
    operands: [],
    flags: ['archive', 'config', 'deep', 'repair', ...SHOW_FLAGS],
    help: VERIFY_HELP,
    load: async () => (await import('./verify.js')).runVerify,
  },
  export: {
    operands: ['ID or NAME'],
    flags: ['archive', 'config', 'output', 'patch', 'version', 'force'],
    help: EXPORT_HELP,
    load: async () => (await import('./export.js')).runExport,
  },
  import: {
    operands: ['HACKS-DIR'],
    flags: ['archive', 'config', 'dryRun', ...SHOW_FLAGS],
    help: IMPORT_HELP,
    load: async () => (await import('./import.js')).runImport,
  },
  attach: {
    operands: [],
    flags: ['archive', 'config', 'dryRun', ...SHOW_FLAGS],
    help: ATTACH_HELP,
    load: async () => (await import('./attach.js')).runAttach,
  },
  doctor: {
    operands: [],
    flags: ['archive', 'config', 'json'],
    help: DOCTOR_HELP,
    load: async () => (await import('./doctor.js')).runDoctor,
  },
};
