/** The SDK's clients, one file each so that a function loads those it uses: made at first use, from the environment alone. */

/** A call that hangs must end before its function does, and leave time to try again. */
export const requestHandler = { connectionTimeout: 3_000, requestTimeout: 60_000 }

export const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
