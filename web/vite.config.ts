import { defineConfig } from 'vite';

/**
 * Builds the dashboard's pages into `dist/web` such that they work under a strict content security policy: only files of the
 * server's own, no inline script or style, no data URL, nothing from other origins.
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
