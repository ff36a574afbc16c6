/** What an asset says of itself: its metadata as plain data, each as it is said there; absent: it says nothing of it. */
export interface AssetFacts {
  /** In pixels. */
  width?: number
  height?: number
  pages?: number
  title?: string
  author?: string
  album?: string
  /** When, in its own words: a date of EXIF, of PDF, of XML, or no more than a year. */
  created?: string
  /** By which it was made. */
  software?: string
  /** In seconds. */
  duration?: number
  /** In hertz. */
  sampleRate?: number
  channels?: number
  camera?: string
  /** In degrees, north and east of zero. */
  latitude?: number
  longitude?: number
}

type Known<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

export const defined = <T extends object>(facts: T): Known<T> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Known<T>
