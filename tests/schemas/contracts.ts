/** What is generated from the route table and committed: the test compares, `write.ts` writes. */
import { openapi } from '../../schemas/openapi.ts'
import { problems } from '../../schemas/problems.ts'
import { resourceServer, type Scope, type Server, scopes } from '../../schemas/route.ts'
import { routes, routesOf } from '../../schemas/routes.ts'
import { inferencePaths } from '../../schemas/routesmodels.ts'

export const contracts = (): Record<string, string> => ({
  'schemas/openapi.json': `${JSON.stringify(openapi('3.1'), null, 1)}\n`,
  'schemas/openapi-3.0.json': `${JSON.stringify(openapi('3.0'), null, 1)}\n`,
  'infra/events.yml': events('api'),
  'infra/eventspredict.yml': events('predict'),
  'docs/api.md': page(),
})

function events(server: Server): string {
  const served = routesOf(server).map(({ method, path, scope }) => eventOf(method, path, scope))
  const inference = inferencePaths.map((path) => eventOf('any', path, 'predict'))
  // What has another method is answered 405 by the function's own router: the gateway alone would say 404.
  const paths = new Set(routesOf(server).map(({ path }) => path))
  const others = [...paths].map((path) => eventOf('any', path, undefined))
  const lines = [...served, ...others, ...(server === 'predict' ? inference : [])]
  return `# Generated from schemas/routes.ts by tests/schemas/write.ts.\n${lines.join('\n')}\n`
}

function eventOf(method: string, path: string, scope: string | undefined): string {
  const authorizer = scope ? `, authorizer: '${'$'}{file(infra/authorizer.yml)}'` : ''
  return `- http: { method: ${method.toLowerCase()}, path: '${path.slice(1)}'${authorizer} }`
}

function scopeText(scope: Scope | undefined): string {
  if (scope === 'any') return 'any'
  return scope ? `\`${scope === 'land' ? 'land:<source>' : scope}\`` : '—'
}

function page(): string {
  const rows = routes.map(({ method, path, scope, summary, description }) => {
    const text = description ? `${summary}. ${description}` : `${summary}.`
    return `| \`${method} ${path}\` | ${scopeText(scope)} | ${text} |`
  })
  const slugs = Object.entries(problems).map(
    ([slug, [status, title]]) => `| ${status} | \`/problems/${slug}\` | ${title}. |`,
  )
  return `# The REST API

Generated from \`schemas/routes.ts\`; the documents beside it are \`schemas/openapi.json\` (3.1, also at \`/v1/openapi.json\`) and \`schemas/openapi-3.0.json\` (also at \`/v1/openapi-3.0.json\`).

A token is a JWT of the issuer that \`GET /v1\` names, sent as \`Authorization: Bearer …\`. Its scopes are \`${resourceServer}/<scope>\`: ${scopes.map((scope) => `\`${scope}\``).join(', ')}, and \`land:<source>\` for each source that it lands under.

| route | scope | |
|---|---|---|
${rows.join('\n')}

## Problems

Every error is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) \`application/problem+json\` with a stable \`type\`.

| status | type | |
|---|---|---|
${slugs.join('\n')}
`
}
