// jest's view of TypeScript: esbuild strips the types, nothing else.
import { transformSync } from 'esbuild'

export default {
  process: (source, file) =>
    transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'inline',
      sourcefile: file,
    }),
}
