import { dirname } from 'node:path';
import { from } from 'rxjs';
import { z } from 'zod';
import { checkDatabase } from '../archive/checkDatabase.js';
import { checkModules } from '../archive/checkModules.js';
import { checkNode } from '../config/checkNode.js';
import type { Settings } from '../config/settings.js';
import { checkBaseRom } from '../files/checkBaseRom.js';
import { checkDiskSpace } from '../files/checkDiskSpace.js';
import { checkFlips } from '../files/checkFlips.js';
import { checkFolder } from '../files/checkFolder.js';
import { jsonLine } from '../formats/jsonLine.js';
import { plainText } from '../formats/plainText.js';
import { type Check, checkReport } from '../model/check.js';
import { ConfigError } from '../model/errors.js';
import { checkLines } from '../sinks/checkLines.js';
import { printTo } from '../sinks/printLines.js';
import type { RunCommand } from './context.js';

const wantsJson = z.object({ json: z.boolean().default(false) });

/**
 * `romflow doctor [--json]`: checks that everything an update needs is present and works, and says what to do where it does
 * not. Makes no request and changes nothing.
 *
 * @returns 0, 1 when something needs fixing, or 2 when the configuration does
 */
export const runDoctor: RunCommand = async ({ settings, flags, stdout }) => {
  const configured = await settings().catch((error: unknown) => {
    if (error instanceof ConfigError) return error;
    throw error;
  });
  const checks = [
    checkNode(),
    ...(await checkModules()),
    ...(configured instanceof ConfigError ? mistakes(configured) : await archiveChecks(configured)),
  ];
  const ok = checks.every(({ verdict }) => verdict !== 'problem');
  const lines = wantsJson.parse(flags).json
    ? [jsonLine(checkReport.parse({ v: 1, ok, checks }))]
    : checkLines(checks).map(plainText);
  await printTo(stdout, from(lines));
  if (configured instanceof ConfigError) return configured.exitCode;
  return ok ? 0 : 1;
};

const mistakes = ({ problems }: ConfigError): readonly Check[] =>
  problems.map((message) => ({ name: 'configuration', verdict: 'problem', message }));

async function archiveChecks(settings: Settings): Promise<readonly Check[]> {
  const { archive, baseRom, databases, paths, stateFolder, flipsPath } = settings;
  const folders = Object.entries({
    archive,
    ...paths,
    rhdata: dirname(databases.rhdata),
    patchbin: dirname(databases.patchbin),
    state: stateFolder,
  });
  const known = new Set<string>();
  const checks: Check[] = [
    { name: 'configuration', verdict: 'ok', message: `is valid; the site is ${settings.smwc.baseUrl}` },
  ];
  checks.push(await checkBaseRom(baseRom.path, baseRom.sha224));
  checks.push(...(await checkDatabase(databases.rhdata, 'rhdata', databases.patchbin)));
  checks.push(...(await checkDatabase(databases.patchbin, 'patchbin')));
  for (const [name, folder] of folders.filter(([, path]) => !known.has(path) && known.add(path))) {
    checks.push(await checkFolder(`folder ${name}`, folder));
  }
  checks.push(await checkDiskSpace(archive));
  if (flipsPath !== null) checks.push(await checkFlips(flipsPath));
  return checks;
}
