/** The flows as one NiFi gets them: parameters from the environment, as containers/nifi/start.sh fills them in too. */
import type { Dataflow } from '../documents.ts'

type Environment = Record<string, string | undefined>

/** `running`: names of the flows that start. Throws where a variable without a default is not set. */
export function filled(dataflow: Dataflow, running: string[], environment: Environment): Dataflow {
  const { parameterContexts, rootGroup } = dataflow
  return {
    ...dataflow,
    parameterContexts: parameterContexts.map((context) => ({
      ...context,
      parameters: context.parameters.map((one) => ({ ...one, value: valueIn(one, environment) })),
    })),
    rootGroup: {
      ...rootGroup,
      processGroups: rootGroup.processGroups.map((group) =>
        running.includes(group.name)
          ? group
          : {
              ...group,
              scheduledState: 'ENABLED',
              processors: group.processors.map((one) => ({ ...one, scheduledState: 'ENABLED' })),
            },
      ),
    },
  }
}

function valueIn({ value }: { value: string | null }, environment: Environment): string | null {
  const [, variable, otherwise] = /^env:(\w+)(?:=(.*))?$/s.exec(value ?? '') ?? []
  if (!variable) return value
  const found = environment[variable] || otherwise
  if (found === undefined) throw new Error(`${variable} is not set: NiFi cannot start without it`)
  return found
}
