import { defineConfig } from 'vite';

/**
 * Builds the dashboard's pages into `dist/web`, for a content security policy that allows files of the server's own and
 * nothing else: no inline script or style, no data address, nothing from elsewhere.
 */
export default defineConfig({
  root: 'web',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    reportCompressedSize: true,
  },
});
