/** Kinds of columns: what their cells look like, and the types that hold them without loss. */
import type { Random } from '../simulation/random.ts'
import { type Language, languages } from './words.ts'

export type TypeName =
  | 'long'
  | 'double'
  | 'decimal'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'boolean'
  | 'string'

export interface Kind {
  name: string
  /** Those that a careful reader may choose. */
  types: TypeName[]
  /** Values are their spelling: 1.10 is not 1.1. */
  exact?: true
  value(random: Random, language: Language, row: number): string
}

const digits = (n: number, width: number): string => String(n).padStart(width, '0')
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

export const isoDate = (random: Random): string =>
  `20${digits(10 + random.below(16), 2)}-${digits(1 + random.below(12), 2)}-${digits(1 + random.below(28), 2)}`

export const clock = (random: Random): string =>
  [24, 60, 60].map((limit) => digits(random.below(limit), 2)).join(':')

export function sentence(random: Random, { words }: Language): string {
  const many = 2 + random.below(6)
  const text = Array.from({ length: many }, () => random.pick(words))
  if (random.chance(0.3)) text[random.below(many - 1)] += random.pick([',', ';', ' -', ':'])
  return capital(text.join(' '))
}

const text: Pick<Kind, 'types'> = { types: ['string'] }

const all: Kind[] = [
  { name: 'id', types: ['long'], value: (_random, _language, row) => String(1001 + row * 3) },
  { name: 'count', types: ['long'], value: (random) => String(random.below(5_000)) },
  {
    name: 'money',
    types: ['decimal', 'double'],
    value: (random) => (random.below(400_000) / 100).toFixed(2),
  },
  {
    name: 'ratio',
    types: ['double', 'decimal'],
    value: (random) => (random.next() * 20 - 5).toFixed(1 + random.below(5)),
  },
  { name: 'date', types: ['date'], value: isoDate },
  {
    name: 'moment',
    types: ['timestamp'],
    value: (random) => `${isoDate(random)} ${clock(random)}`,
  },
  { name: 'flag', types: ['boolean'], value: (random) => random.pick(['true', 'false']) },
  { name: 'class', ...text, value: (random, { classes }) => random.pick(classes) },
  {
    name: 'person',
    ...text,
    value: (random, { firstNames, lastNames }) =>
      `${random.pick(firstNames)} ${random.pick(lastNames)}`,
  },
  { name: 'city', ...text, value: (random, { cities }) => random.pick(cities) },
  { name: 'note', ...text, value: sentence },
  { name: 'code', ...text, exact: true, value: (random) => `0${digits(random.below(9_999), 4)}` },
  {
    name: 'sku',
    ...text,
    value: (random) => `${random.pick(['AB', 'KX', 'QT'])}-${digits(random.below(9_999), 4)}`,
  },
  {
    name: 'email',
    ...text,
    value: (random) =>
      `${random.pick(['anna', 'ben', 'info', 'sales'])}${random.below(90)}@${random.pick(['example.org', 'mail.test'])}`,
  },
  {
    name: 'phone',
    ...text,
    exact: true,
    value: (random) => `+44 20 7946 ${digits(random.below(9_999), 4)}`,
  },
]

export const kinds = new Map(all.map((kind) => [kind.name, kind]))
export const textKinds = ['class', 'person', 'city', 'note', 'sku', 'email']

const englishOnly: Record<string, string[]> = {
  sku: ['sku', 'Item', 'part_no'],
  email: ['email', 'E-Mail', 'mail_to'],
  phone: ['phone', 'Tel.', 'mobile'],
}

export const nameOf = (random: Random, { names }: Language, { name }: Kind): string =>
  random.pick(names[name] ?? englishOnly[name] ?? languages.en?.names[name] ?? [name])
