/** A command of the terminal: its words, its options and what it does. Help and refusals are made of the same table. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Usage } from './usage.ts'

interface Option {
  type: 'string' | 'boolean'
  multiple?: boolean
  default?: string | string[] | boolean
  /** What stands for its value in the help: `<seconds>`. */
  takes?: string
  does: string
}

type Options = Record<string, Option>
type Given<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>

export interface Command {
  /** `model register`. */
  name: string
  /** Its operands: `<file>`. */
  takes: string
  does: string
  options: Options
  /** Gives the number of the process's end. Throws Usage. */
  run(args: string[]): Promise<number>
}

type Named<O extends Options> = Pick<Command, 'name' | 'takes' | 'does'> & {
  options: O
  /** At least and at most so many operands. */
  operands: [min: number, max: number]
  run(given: Given<O>): Promise<number>
}

export function command<const O extends Options>(named: Named<O>): Command {
  const { operands, run, ...words } = named
  return {
    ...words,
    async run(args) {
      const given = parsed(words, args)
      const count = given.positionals.length
      if (count < operands[0] || count > operands[1]) throw new Usage(usageOf(words))
      return run(given as Given<O>)
    },
  }
}

type Words = Omit<Command, 'run'>

/** Throws Usage for what is no option, or lacks its value. */
export function parsed({ options, ...words }: Words, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: options as NonNullable<ParseArgsConfig['options']>,
    })
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error
    const [first = ''] = message.split('. ')
    throw new Usage(`${first}.\n${usageOf({ options, ...words })}`)
  }
}

export const usageOf = ({ name, takes }: Words): string =>
  `Usage: ${lineOf({ name, takes })}\nMore: hypatia ${name} --help`

export const lineOf = ({ name, takes }: Pick<Command, 'name' | 'takes'>): string =>
  ['hypatia', name, takes].filter(Boolean).join(' ')

/** What `--help` says of one command. */
export function helpOf({ name, takes, does, options }: Words): string {
  const rows = Object.entries(options).map(([option, { takes: value, does: text, ...said }]) => {
    const isSaid = typeof said.default === 'string' && said.default !== ''
    return [`--${option}${value ? ` ${value}` : ''}`, isSaid ? `${text} (${said.default})` : text]
  })
  const list = rows.length > 0 ? `\n\nOptions:\n${table(rows)}` : ''
  const operands = Object.keys(options).length > 0 ? `${takes} [options]`.trim() : takes
  return `${does}\n\nUsage: ${lineOf({ name, takes: operands })}${list}\n`
}

/** Two columns, the first as wide as it must be. */
export function table(rows: string[][]): string {
  const width = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}   ${second}`).join('\n')
}
