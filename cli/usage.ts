/** The command's words are off; the message says how they should be. */
export class Usage extends Error {
  override name = 'Usage'
}
