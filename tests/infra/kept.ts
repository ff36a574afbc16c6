/** A new deployment over what an earlier one left: buckets and people are no resources of it, and everything finds them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { describe, expect, test } from '@jest/globals'
import { databaseDescriptions } from '../../aws/rebuild.ts'
import { useKept } from '../../infra/kept.ts'
import type { Template } from '../../infra/template.ts'
import type { Packaged } from './packaged.ts'

const pool = 'eu-central-1_Abc123'

export function describeKept(packaged: () => Packaged): void {
  const template = (): Template => JSON.parse(readFileSync(packaged().templateFile, 'utf8'))

  describe('what an earlier deployment left', () => {
    test('is used as it is: nothing of the stack names a resource that is not its own', () => {
      const kept = template()
      useKept(kept, { buckets: true, userPool: pool })
      const gone = Object.keys(template().Resources).filter((id) => !kept.Resources[id])
      expect(gone.sort()).toEqual([
        ...['DashboardBucket', 'LakeBucket', 'ModelsBucket', 'RawBucket', 'UserPool', 'WorkBucket'],
      ])
      const text = JSON.stringify(kept)
      for (const id of gone) {
        const named = new RegExp(`"(Ref|DependsOn)":"${id}"|GetAtt":\\["${id}"|\\$\\{${id}[.}]`)
        expect([id, named.exec(text)?.[0]]).toEqual([id, undefined])
      }
      expect(text).toContain(`cognito-idp.\${AWS::Region}.amazonaws.com/${pool}`)
      expect(text).toContain(`arn:\${AWS::Partition}:s3:::hypatia-dev-raw-\${AWS::AccountId}/*`)
    })

    test('is a template that AWS’s own validator takes', () => {
      const kept = template()
      useKept(kept, { buckets: true, userPool: pool })
      const file = join(packaged().folder, 'kept.json')
      writeFileSync(file, JSON.stringify(kept))
      const engine = new RegoEngine()
      try {
        const { diagnostics } = engine.validateStandard(new TemplateFile(file))
        const bad = diagnostics.filter(({ severity }) => /error|fatal/i.test(severity))
        expect(bad.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([])
      } finally {
        engine.free()
      }
    })

    test('lacks the databases, which rebuild makes as the template does', () => {
      const made = Object.values(template().Resources)
        .filter(({ Type }) => Type === 'AWS::Glue::Database')
        .map(({ Properties }) => Properties.DatabaseInput as { Description: string })
      const descriptions = made.map(({ Description }) => Description)
      expect(descriptions).toEqual(expect.arrayContaining(Object.values(databaseDescriptions)))
    })

    test('is nothing by default', () => {
      const same = template()
      useKept(same, { buckets: false, userPool: '' })
      expect(same).toEqual(template())
    })
  })
}
