/** The image's program: runs the sources of its kinds until it is told to end. */
import { program } from './program.ts'
import { sources } from './sources.ts'
import { sweepSpools } from './spool.ts'

await sweepSpools()
await program(sources)
