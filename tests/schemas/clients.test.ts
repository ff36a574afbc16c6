import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { openapi } from '../../schemas/openapi.ts'
import { clientContracts } from './clients.ts'

test('the TypeScript client’s types and routes are what the route table makes', async () => {
  for (const [file, text] of Object.entries(await clientContracts())) {
    expect([file, readFileSync(file, 'utf8')]).toEqual([file, text])
  }
})

test('every property that is required is described, one that is called id too', () => {
  const missing: string[] = []
  const visit = (schema: { required?: unknown; properties?: object }, name: string): void => {
    if (Array.isArray(schema.required)) {
      const described = Object.keys(schema.properties ?? {})
      const those = schema.required.filter((property: string) => !described.includes(property))
      missing.push(...those.map((property) => `${name}.${property}`))
    }
    for (const [key, part] of Object.entries(schema)) {
      if (typeof part === 'object' && part !== null) visit(part as object, `${name}.${key}`)
    }
  }
  visit((openapi('3.1').components?.schemas ?? {}) as object, '')
  expect(missing).toEqual([])
})
