/** S3's own time: how old an object is it says by its clock, and this machine's may be wrong by minutes or hours. */
import { s3 } from './clients/s3.ts'

const roundedMsMax = 5_000 // an answer's header has whole seconds, and was under way

/** Milliseconds since 1970, as S3's last answer had it: the SDK signs by what it keeps of that. */
export function storeTimeMs(): number {
  const { systemClockOffset } = s3().config
  const isRounded = Math.abs(systemClockOffset) < roundedMsMax
  return Date.now() + (isRounded ? 0 : systemClockOffset)
}
