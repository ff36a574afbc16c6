import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import openapiTS, { astToString } from 'openapi-typescript'
import { operations } from '../../functions/api/operations.ts'
import { openapi } from '../../schemas/openapi.ts'
import { problems } from '../../schemas/problems.ts'
import { routes, routesOf } from '../../schemas/routes.ts'
import { contracts } from './contracts.ts'

test.each(Object.entries(contracts()))('%s is what the route table makes', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text)
})

describe('the route table', () => {
  const names = routes.map(({ operationId }) => operationId).sort()

  test('has an operation for each route, and no other', () => {
    const served = routesOf('api').map(({ operationId }) => operationId)
    expect(served.sort()).toEqual(Object.keys(operations).sort())
    expect(new Set(names).size).toBe(names.length)
  })

  test('names every parameter of its paths', () => {
    for (const { path, params } of routes) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect([path, Object.keys(params?.shape ?? {})]).toEqual([path, inPath])
    }
  })

  test('is the same set as OpenAPI’s, in both versions', () => {
    for (const version of ['3.1', '3.0'] as const) {
      const paths = Object.entries(openapi(version).paths ?? {})
      const found = paths.flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      )
      expect(found.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
    }
  })

  test.each(['3.1', '3.0'] as const)('every reference of %s resolves', (version) => {
    const document = openapi(version)
    const known = Object.keys(document.components?.schemas ?? {})
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)]
    const wanted = new Set(references.map(([, reference]) => reference))
    expect(wanted.size).toBeGreaterThan(10)
    expect(known.map((name) => `#/components/schemas/${name}`)).toEqual(
      expect.arrayContaining([...wanted]),
    )
  })

  test.each(['3.1', '3.0'] as const)('a client’s types come of %s', async (version) => {
    const nodes = await openapiTS(JSON.stringify(openapi(version)), { silent: true })
    const types = astToString(nodes)
    for (const { operationId } of routes) expect(types).toContain(`operations["${operationId}"]`)
  })

  test('every problem’s status is one of HTTP’s for errors', () => {
    for (const [status] of Object.values(problems)) expect(status).toBeGreaterThanOrEqual(400)
  })
})
