import { unstableNode } from '../config/unstableNode.js';
import { unsupportedNode } from '../config/unsupportedNode.js';
import { errorCode } from '../files/errorCode.js';
import { moduleFailure } from '../files/moduleFailure.js';
import { plainText } from '../formats/plainText.js';
import { ConfigError, OutputClosedError, RomflowError, RunError, UsageError } from '../model/errors.js';
import { readCommandLine } from './commandLine.js';
import type { Host } from './context.js';
import { GENERAL_HELP } from './help.js';
import { COMMANDS, type CommandTable } from './table.js';

/**
 * Runs the requested command and returns the exit code. An expected failure is one line on stderr, or one line for each
 * mistake in the configuration; anything else is a bug and shows its stack.
 *
 * A command's code is loaded only when it runs, to keep `--help` fast.
 */
export async function dispatch(
  argv: readonly string[],
  host: Host,
  commands: CommandTable = COMMANDS,
  node: string = process.versions.node,
): Promise<number> {
  try {
    const request = readCommandLine(argv, commands);
    if ('help' in request) {
      host.stdout.write(request.help ?? GENERAL_HELP);
      return 0;
    }
    if ('version' in request) {
      const { readPackageFile } = await import('../config/packageFile.js');
      host.stdout.write(`${(await readPackageFile()).version}\n`);
      return 0;
    }
    const unfit = unsupportedNode(node);
    if (unfit !== null) throw new UsageError(unfit);
    const danger = unstableNode(node);
    if (danger !== null) host.stderr.write(`romflow: ${danger}\n`);
    const { command, args, flags } = request;
    const { env, cwd } = host;
    const settings = async () => (await import('../config/settings.js')).loadSettings({ flags, env, cwd });
    const run = await command.load();
    return await run({ ...host, args, flags, settings });
  } catch (error) {
    if (host.signal.reason instanceof OutputClosedError && error instanceof RomflowError) return 0;
    host.stderr.write(
      explain(error)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return error instanceof RunError ? error.exitCode : 1;
  }
}

function explain(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems.map((problem) => `romflow: ${plainText(problem)}`);
  if (error instanceof RomflowError) return [`romflow: ${plainText(error.message)}`];
  const unfit = moduleFailure(error);
  if (unfit !== null) return [`romflow: ${plainText(unfit)}`];
  const code = errorCode(error);
  if (code === 'EMFILE' || code === 'ENFILE')
    return [`romflow: Too many files are open (${code}): raise the limit (ulimit -n), and run again.`];
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return ['romflow: This is a bug in romflow:', ...stack.split('\n').map(plainText)];
}
