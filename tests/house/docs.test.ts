import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startLaptop } from '../../local/laptop.ts'

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/deploy.md',
  'docs/design.md',
  'docs/local.md',
]

/** The list under a service's heading in docs/local.md. */
function documented(service: string): string[] {
  const [, section = ''] = readFileSync('docs/local.md', 'utf8').split(`\n### ${service}\n`)
  const [list = ''] = section.trimStart().split('\n\n')
  return [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

test('docs/local.md lists exactly the operations that the laptop answers', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-docs-'))
  const laptop = await startLaptop({ home, port: 0 })
  try {
    const { services } = (await (await fetch(`${laptop.endpoint}/health`)).json()) as {
      services: Record<string, string[]>
    }
    expect(Object.keys(services).length).toBeGreaterThanOrEqual(6)
    for (const [service, operations] of Object.entries(services)) {
      expect([service, documented(service).sort()]).toEqual([service, operations.sort()])
    }
  } finally {
    await laptop.close()
    rmSync(home, { recursive: true, force: true })
  }
})

test('every file that the documents name is there', () => {
  const missing = documents.flatMap((document) => {
    const text = readFileSync(document, 'utf8')
    const named = [...text.matchAll(/`((?:[\w.-]+\/)+(?:[\w.-]+\.\w+)?)`/g)].map(
      ([, path = '']) => path,
    )
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) =>
      join(dirname(document), path),
    )
    return [...named, ...linked]
      .filter((path) => !path.startsWith('.hypatia') && !existsSync(path))
      .map((path) => `${document}: ${path}`)
  })
  expect(missing).toEqual([])
})
