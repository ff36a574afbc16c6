/** What the TypeScript client knows of the route table: types by openapi-typescript, and each operation's method and path. */
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { openapi } from '../../schemas/openapi.ts'
import { routes } from '../../schemas/routes.ts'

const generated = '// Generated from schemas/routes.ts by tests/schemas/write.ts.\n'

export const clientContracts = async (): Promise<Record<string, string>> => ({
  'clients/typescript/schema.d.ts': `${generated}${await types()}`,
  'clients/typescript/routes.ts': `${generated}${lines()}`,
})

async function types(): Promise<string> {
  const document = openapi('3.1') as OpenAPI3
  return astToString(
    await openapiTypes(document, { rootTypes: true, rootTypesNoSchemaPrefix: true }),
  )
}

function lines(): string {
  const entries = routes.map(
    ({ operationId, method, path }) => `  ${operationId}: '${method} ${path}',\n`,
  )
  return `export const routes = {\n${entries.join('')}} as const\n`
}
