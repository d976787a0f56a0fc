import type { RunCommand } from './context.js';
import type { FlagName } from './commandLine.js';
import { APPLY_HELP, DEMO_HELP, UPDATE_HELP } from './help.js';

/** A command of the program. */
export interface Command {
  /** The words that follow its name, as the help calls them. */
  readonly operands: readonly string[];
  /** The flags that it understands, besides `--help` and `--version`. */
  readonly flags: readonly FlagName[];
  readonly help: string;
  /** Loads its code only when it is to run. */
  readonly load: () => Promise<RunCommand>;
}

/** Every command by its name. */
export type CommandTable = Readonly<Record<string, Command>>;

export const DEFAULT_COMMAND = 'update';

export const COMMANDS: CommandTable = {
  update: {
    operands: [],
    flags: [
      'archive',
      'config',
      'allPatches',
      'dryRun',
      'fetchMetadata',
      'processNew',
      'resume',
      'gameIds',
      'limit',
      'json',
    ],
    help: UPDATE_HELP,
    load: async () => (await import('./update.js')).runUpdate,
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
};
