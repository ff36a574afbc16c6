import { defineConfig } from 'vite'

/** Browsers that know light-dark(); nothing is inlined, so that the page's policy needs no exception. */
const target = ['chrome123', 'edge123', 'firefox120', 'safari17.5']

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target,
    cssTarget: target,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
