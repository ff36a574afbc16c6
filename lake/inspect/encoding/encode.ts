/** The way back from UTF-8, where an encoding has a byte for each character: nobody here writes the others. */
import { utf8Of } from './decode.ts'

/** The text in this encoding; undefined where it has no such bytes, or would be another text. */
export function encodedAs(encoding: string, text: Buffer): Buffer | undefined {
  if (encoding === 'utf-8') return text
  const bytes = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    const character = utf8Of(encoding, Buffer.of(byte), true)?.toString()
    if (character?.length === 1) bytes.set(character, byte)
  }
  const characters = text.toString()
  const encoded = Buffer.allocUnsafe(characters.length)
  for (let i = 0; i < characters.length; i++) {
    const byte = bytes.get(characters[i]!)
    if (byte === undefined) return undefined
    encoded[i] = byte
  }
  return utf8Of(encoding, encoded, true)?.equals(text) ? encoded : undefined
}
