/** What readers give that write another text: JSON lines or CSV. */
import type { JsonFacts } from '../inspect/jsonfacts.ts'
import type { Lying, Render } from './render.ts'

/** In pieces. `seen`: what a reader that looks at every row knows of them all once the last piece was given. */
export interface PlainText extends AsyncIterable<Uint8Array | string> {
  seen?: JsonFacts
}

/** Gives the plain text. Throws Quarantined for what is wrong with the bytes for good. */
export type TextReader = (object: Lying, render: Render) => PlainText
