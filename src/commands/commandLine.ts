import { closest, distance } from 'fastest-levenshtein';
import meow from 'meow';
import { flagName } from '../config/flagName.js';
import { UsageError } from '../model/errors.js';
import { type Command, type CommandTable, DEFAULT_COMMAND } from './table.js';

/** Every flag of every command. None has a default: defaults belong to the configuration. */
const FLAGS = {
  archive: { type: 'string' },
  config: { type: 'string' },
  gameIds: { type: 'string', isMultiple: true },
  limit: { type: 'string' },
  keep: { type: 'string' },
  logFile: { type: 'string' },
  output: { type: 'string', shortFlag: 'o' },
  systems: { type: 'string', isMultiple: true },
  mode: { type: 'string' },
  threads: { type: 'string' },
  workers: { type: 'string' },
  redis: { type: 'string' },
  baseRom: { type: 'string' },
  concurrency: { type: 'string' },
  to: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  gamelists: { type: 'string' },
  media: { type: 'string' },
  name: { type: 'string' },
  allPatches: { type: 'boolean' },
  dryRun: { type: 'boolean' },
  fetchMetadata: { type: 'boolean' },
  fullCrawl: { type: 'boolean' },
  processNew: { type: 'boolean' },
  resume: { type: 'boolean' },
  retryFailed: { type: 'boolean' },
  json: { type: 'boolean' },
  ui: { type: 'boolean' },
  quiet: { type: 'boolean' },
  verbose: { type: 'boolean' },
  force: { type: 'boolean' },
  patch: { type: 'boolean' },
  deep: { type: 'boolean' },
  repair: { type: 'boolean' },
  skipScraped: { type: 'boolean' },
  update: { type: 'boolean' },
  enableSearch: { type: 'boolean' },
  interactiveSearch: { type: 'boolean' },
  prune: { type: 'boolean' },
  yes: { type: 'boolean' },
  screenshots: { type: 'boolean' },
  allowControl: { type: 'boolean' },
  help: { type: 'boolean', shortFlag: 'h' },
  version: { type: 'boolean' },
} as const;

export type FlagName = keyof typeof FLAGS;

/** For a command that lists `version` among its flags, `--version` takes a version number; otherwise it asks for ours. */
const FLAGS_WITH_VERSION = { ...FLAGS, version: { type: 'string' } } as const;

type Flags = typeof FLAGS | typeof FLAGS_WITH_VERSION;

/** Every flag as it is typed, including the `--no-` forms, mapped to its name. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(FLAGS).flatMap(([name, { type }]) =>
    (type === 'boolean' ? [flagName(name), negated(name)] : [flagName(name)]).map((typed) => [typed, name]),
  ),
);

/** A command to be run. */
export interface CommandLine {
  readonly command: Command;
  readonly args: readonly string[];
  /** Only those given; values as typed. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** What the user asks for: a command, its help, or our version. */
export type Request = { readonly help: string | null } | { readonly version: true } | CommandLine;

/**
 * Parses the words after the program's name. `help` is the text of one command, or null for that of the whole program.
 *
 * @throws UsageError for an unknown command or flag (suggesting the closest known one), a flag that the command does not
 * take, a flag given twice, or the wrong number of operands
 */
export function readCommandLine(argv: readonly string[], commands: CommandTable): Request {
  const { input, flags } = parse(argv, commands);
  const [name = DEFAULT_COMMAND, ...args] = input;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (flags.help === true) return { help: command && input.length > 0 ? command.help : null };
  if (flags.version === true) return { version: true };
  if (!command) {
    const nearest = nearestTo(name, Object.keys(commands));
    const meant = nearest === null ? '' : ` did you mean ${nearest}?`;
    throw new UsageError(`There is no command "${name}";${meant} romflow --help lists the commands.`);
  }
  const unknown = Object.entries(flags).filter(([flag]) => !Object.hasOwn(FLAGS, flag));
  if (unknown.length > 0) {
    throw new UsageError(unknown.map(([flag, value]) => unknownFlag(asTyped(flag, value), name, command)).join(' '));
  }
  const foreign = Object.keys(flags).find((flag) => !command.flags.some((own) => own === flag));
  if (foreign !== undefined) {
    const typed = asTyped(foreign, flags[foreign]);
    throw new UsageError(`"${name}" has no flag ${typed}; see romflow ${name} --help.`);
  }
  if (args.length !== command.operands.length) {
    const wanted = command.operands.length === 0 ? 'no arguments' : command.operands.join(' and ');
    const got = args.length === 0 ? 'nothing' : args.map((arg) => `"${arg}"`).join(', ');
    throw new UsageError(`"${name}" takes ${wanted}, got ${got}; see romflow ${name} --help.`);
  }
  return { command, args, flags };
}

/** Words and flags, separated. */
interface Parsed {
  readonly input: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

function parse(argv: readonly string[], commands: CommandTable): Parsed {
  const parsed = parseWith(FLAGS, argv);
  const [name = ''] = parsed.input;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command?.flags.includes('version') === true) {
    const versioned = parseWith(FLAGS_WITH_VERSION, argv);
    // Before the command's name, `--version` asks for ours, whatever follows.
    if (versioned.input[0] === name) {
      refuseValues(FLAGS_WITH_VERSION, argv);
      return versioned;
    }
  }
  refuseValues(FLAGS, argv);
  if (command?.list === undefined || parsed.flags.help === true) return parsed;
  const begin = argv.indexOf(name);
  return parseWith(FLAGS, [...argv.slice(0, begin), ...spreadList(flagName(command.list), argv.slice(begin))]);
}

/** Repeats the flag for each of its words: `--systems nes snes` → `--systems=nes --systems=snes`. */
function spreadList(flag: string, words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word === flag || word === '--');
  if (at === -1 || words[at] === '--') return words;
  const rest = words.slice(at + 1);
  const length = rest.findIndex((word) => word.startsWith('-'));
  const values = length === -1 ? rest : rest.slice(0, length);
  if (values.length === 0) throw new UsageError(`${flag} needs at least one value, such as ${flag} a b.`);
  return [
    ...words.slice(0, at),
    ...values.map((value) => `${flag}=${value}`),
    ...spreadList(flag, rest.slice(values.length)),
  ];
}

/** Rejects `--dry-run=yes`, which would be read as "no". */
function refuseValues(known: Flags, argv: readonly string[]): void {
  const switches = Object.entries(known).flatMap(([name, { type }]) => (type === 'boolean' ? [flagName(name)] : []));
  const valued = beforeOperands(argv).find((word) => word.includes('=') && switches.includes(word.replace(/=.*/s, '')));
  if (valued !== undefined) throw new UsageError(`${valued.replace(/=.*/s, '')} takes no value.`);
}

function parseWith(known: Flags, argv: readonly string[]): Parsed {
  try {
    // We handle help, version and unknown flags ourselves: meow would print and exit.
    const { input, flags } = meow({
      importMeta: import.meta,
      argv,
      flags: known,
      pkg: { name: 'romflow' },
      autoHelp: false,
      autoVersion: false,
      allowUnknownFlags: true,
      booleanDefault: undefined,
    });
    const given = Object.entries(flags).filter(
      // An empty list was either not given, or given without a word, which the configuration rejects.
      ([name, value]) => !Array.isArray(value) || value.length > 0 || isTyped(flagName(name), argv),
    );
    return { input, flags: Object.fromEntries(given) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const isTyped = (flag: string, argv: readonly string[]): boolean =>
  beforeOperands(argv).some((word) => word === flag || word.startsWith(`${flag}=`));

/** After `--`, no word is a flag. */
const beforeOperands = (argv: readonly string[]): readonly string[] =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);

/** Suggests the closest flag, unless it is too different or the command would reject it as well. */
function unknownFlag(typed: string, name: string, { flags }: Command): string {
  const nearest = nearestTo(typed, [...SPELLINGS.keys()]);
  const isOwn = nearest !== null && [...flags, 'help', 'version'].some((own) => own === SPELLINGS.get(nearest));
  return `There is no flag ${typed}; ${isOwn ? `did you mean ${nearest}?` : `see romflow ${name} --help.`}`;
}

/** The known word that was probably meant by a mistyped one; null when none is close enough. */
function nearestTo(typed: string, known: readonly string[]): string | null {
  const nearest = closest(typed, known);
  return distance(typed, nearest) * 3 > nearest.length ? null : nearest;
}

/** A flag as it was most likely typed, judging by its value. */
function asTyped(flag: string, value: unknown): string {
  if (flag.length === 1) return `-${flag}`;
  return value === false ? negated(flag) : flagName(flag);
}

function negated(flag: string): string {
  return flagName(flag).replace('--', '--no-');
}
