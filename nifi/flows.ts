/** The flows that Hypatia brings; a new source is a file beside these and a line here. */
import type { Flow } from './flow.ts'
import { directory } from './sources/directory/directory.ts'
import { httpPush } from './sources/httppush.ts'
import { restPoll } from './sources/restpoll.ts'

export const flows: Flow[] = [httpPush, directory, restPoll]
