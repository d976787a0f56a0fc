/** What Node.js and `node-gyp-build` say about a native module that is missing, or was built for something else. */
const SAYS = /\.node'|No native build was found/;
/** Where they go on to list what they have tried, or would try. */
const ASIDE = /\. |\nRequire stack/;

/**
 * Explains in one sentence why a native module cannot be loaded: often, the Node.js that is running is not the one that
 * installed it. `null` for any other error.
 *
 * @see https://nodejs.org/api/errors.html#err_dlopen_failed
 */
export function moduleFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? error.code : null;
  if (code === 'ERR_DLOPEN_DISABLED') {
    return 'Native modules are disabled, and nothing works without them: remove --no-addons from NODE_OPTIONS.';
  }
  const isOfModule = code === 'ERR_DLOPEN_FAILED' || SAYS.test(error.message);
  if (!isOfModule) return null;
  const [reason = ''] = error.message.split(ASIDE);
  return `A native module does not work with Node.js ${process.versions.node} (${reason.trim().replaceAll(/\s+/g, ' ')}): reinstall romflow with this Node.js (or run npm rebuild in its folder).`;
}
