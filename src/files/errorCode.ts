/** Native modules that cannot be loaded have codes as well, whatever was being done with a file when they were needed. */
const OF_MODULES: ReadonlySet<string> = new Set(['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND']);

/** What the system calls a failure of its own, such as `ENOENT`; null for any other error. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null || OF_MODULES.has(code) ? null : code;
}
