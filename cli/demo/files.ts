/**
 * What the demo lands: real data of the npm package vega-datasets, in several formats, with folders that are
 * partitions, and two files that are no tables: a picture, and a CSV torn in the middle of a quote.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface DemoFile {
  key: string
  path: string
  /** How its way must end. */
  end: 'committed' | 'asset' | 'quarantined'
}

const dataFolder = fileURLToPath(new URL('../data', import.meta.resolve('vega-datasets')))
export const original = (name: string): string => join(dataFolder, name)
const text = (name: string): string => readFileSync(original(name), 'utf8')

/** Writes the files that are cut from others to `folder`; the rest lands from where npm put it. */
export function demoFiles(folder: string): DemoFile[] {
  const made = (
    key: string,
    bytes: string | Uint8Array,
    end: DemoFile['end'] = 'committed',
  ): DemoFile => {
    const path = join(folder, key)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    return { key, path, end }
  }
  const asIs = (key: string, name: string, end: DemoFile['end'] = 'committed'): DemoFile => ({
    key,
    path: original(name),
    end,
  })
  return [
    asIs('faa/airports/airports.csv', 'airports.csv'),
    asIs('faa/birdstrikes/birdstrikes.csv', 'birdstrikes.csv'),
    ...cities.map((city) =>
      made(`noaa/weather/city=${encodeURIComponent(city)}/weather.csv`, weatherOf(city)),
    ),
    made('imdb/movies/movies.ndjson.gz', gzipSync(jsonLines(objectsOf('movies.json')))),
    ...countryFiles().map(([name, lines]) => made(`gapminder/countries/${name}.ndjson`, lines)),
    asIs('bls/unemployment/unemployment.tsv', 'unemployment.tsv'),
    asIs('bts/flights/flights-2001.parquet', 'flights-3m.parquet'),
    asIs('press/pictures/7zip.png', '7zip.png', 'asset'),
    made('faa/airports/torn.csv', tornAirports(), 'quarantined'),
  ]
}

export const cities = ['Seattle', 'New York']

function weatherOf(city: string): string {
  const [header = '', ...lines] = text('weather.csv').split(/\r?\n/)
  return `${[header, ...lines.filter((line) => line.startsWith(`${city},`))].join('\n')}\n`
}

export type Thing = Record<string, unknown>
export const objectsOf = (name: string): Thing[] => JSON.parse(text(name)) as Thing[]
const jsonLines = (objects: Thing[]): string =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join('')

/** The earlier file knows no fertility: the column comes with the later one. */
function countryFiles(): [name: string, lines: string][] {
  const all = objectsOf('gapminder.json')
  const early = all.filter(({ year }) => Number(year) < 1980)
  const late = all.filter(({ year }) => Number(year) >= 1980)
  return [
    ['1955-1975', jsonLines(early.map(({ fertility: _unknown, ...rest }) => rest))],
    ['1980-2005', jsonLines(late)],
  ]
}

/** Cut two characters into a quoted name, as a broken transfer leaves it. */
function tornAirports(): string {
  const all = text('airports.csv')
  const quote = all.indexOf('"')
  return (
    all.slice(0, all.indexOf('\n') + 1) + all.slice(all.lastIndexOf('\n', quote) + 1, quote + 3)
  )
}
