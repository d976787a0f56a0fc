/** The codes of native modules that cannot be loaded: not system errors, whatever was being done with a file at the time. */
const OF_MODULES: ReadonlySet<string> = new Set(['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND']);

/** The code of a system error, such as `ENOENT`; null for any other error. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null || OF_MODULES.has(code) ? null : code;
}
