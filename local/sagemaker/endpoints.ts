/** By their names, the addresses of the servers that stand for SageMaker's endpoints. */
export type Endpoints = Record<string, string>

/** `HYPATIA_ENDPOINTS`: `<endpoint>=http://<host>:<port>`, by comma. Throws where a part is none. */
export function endpointsOf(text = ''): Endpoints {
  const parts = text.split(',').filter((part) => part.trim() !== '')
  return Object.fromEntries(
    parts.map((part) => {
      const [, name = '', address = ''] = /^\s*([\w-]+)=(https?:\/\/.+?)\/*\s*$/.exec(part) ?? []
      if (!name) throw new Error(`HYPATIA_ENDPOINTS: "${part}" is no <endpoint>=http://…`)
      return [name, address]
    }),
  )
}
