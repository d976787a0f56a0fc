import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** npm's own script: on some systems, what is on the PATH is a shell script, which would need a shell. */
function npmScript(): string {
  const besideNode = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath ?? '',
    join(besideNode, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(besideNode, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path));
  if (found === undefined) throw new Error(`npm is not where it is looked for: ${candidates.join(', ')}`);
  return found;
}

/** Runs npm without the network, and returns its output. */
export async function npm(words: readonly string[], cwd: string): Promise<string> {
  const flags = ['--offline', '--no-audit', '--no-fund'];
  const running = run(process.execPath, [npmScript(), ...flags, ...words], {
    cwd,
    windowsHide: true,
    maxBuffer: 16 * 1024 * 1024,
  });
  running.child.stdin?.end();
  const { stdout } = await running;
  return stdout;
}
