/** `hypatia model register <folder>`: makes a trained model a version of the registry, once its golden rows agree; `alias` moves a name to it. */
import { Conflict } from '../aws/conflict.ts'
import { moveAlias, NoSuchModel } from '../aws/models.ts'
import { aliasName } from '../schemas/model.ts'
import { command } from './command.ts'
import { NotAgreed, registerModel } from './register.ts'
import { settings } from './settings.ts'
import { Usage } from './usage.ts'

export const register = command({
  name: 'model register',
  takes: '<folder>',
  does: 'Register model.onnx, model.json and sample.json as the next version.',
  operands: [1, 1],
  options: { alias: { type: 'string', takes: '<name>', does: 'an alias to move to it: live' } },
  async run({ values, positionals: [folder = ''] }) {
    const to = values.alias === undefined ? undefined : aliasOf(values.alias)
    process.env.MODELS_BUCKET = settings().modelsBucket
    try {
      const { name, version, goldenRows } = await registerModel(folder)
      say(`Registered ${name} version ${version}; ${goldenRows} golden rows agree.`)
      if (to) await move(name, to, version)
      return 0
    } catch (error) {
      if (!(error instanceof NotAgreed)) throw error
      say(`Not registered: the sample's rows are not predicted as it says.`)
      for (const { code, detail } of error.problems.slice(0, 10)) say(`  ${code}: ${detail}`)
      return 1
    }
  },
})

export const alias = command({
  name: 'model alias',
  takes: '<model> <alias> <version>',
  does: 'Move an alias to a version.',
  operands: [3, 3],
  options: {
    from: { type: 'string', takes: '<version>', does: 'only where the alias is there now' },
  },
  async run({ values, positionals: [name = '', to = '', version = ''] }) {
    process.env.MODELS_BUCKET = settings().modelsBucket
    const from = values.from === undefined ? undefined : numberOf(values.from)
    await move(name, aliasOf(to), numberOf(version), from)
    return 0
  },
})

/** Throws Usage where the model or version is none, or the alias is elsewhere. */
async function move(name: string, to: string, version: number, from?: number): Promise<void> {
  try {
    await moveAlias(name, to, version, from)
    say(`${name}: ${to} is version ${version}.`)
  } catch (error) {
    if (error instanceof Conflict || error instanceof NoSuchModel) throw new Usage(error.message)
    throw error
  }
}

function aliasOf(text: string): string {
  if (!aliasName.safeParse(text).success)
    throw new Usage(`"${text}" cannot be an alias: lower case letters, digits, hyphens`)
  return text
}

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new Usage(`"${text}" is no version: they are 1, 2, 3 …`)
  return Number(text)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
