/** The image's other program: sends what destinations are to have, until it is told to end. */
import { program } from '../program.ts'
import { destinations } from './destinations.ts'

await program(destinations)
