/** The input has ended, and the stream has not. */
export class CutOff extends Error {
  override name = 'CutOff'
}
