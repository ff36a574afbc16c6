import { rmSync } from 'node:fs'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { expect, test } from '@jest/globals'
import { packageService } from './packaged.ts'

test('the account’s own stack packages offline, without an error of AWS’s own validator, and keeps what it made', () => {
  const { folder, templateFile, resources, ofType } = packageService('infra/account')
  const engine = new RegoEngine()
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(templateFile))
    expect(diagnostics.filter(({ severity }) => /error|fatal/i.test(severity))).toEqual([])
    for (const [, registry] of ofType('AWS::ECR::Repository')) {
      expect(registry.Properties).toMatchObject({
        ImageTagMutability: 'IMMUTABLE',
        ImageScanningConfiguration: { ScanOnPush: true },
      })
      expect(registry.Properties.EncryptionConfiguration).toBeDefined()
      expect(registry.Properties.LifecyclePolicy).toBeDefined()
    }
    const ours = Object.entries(resources).filter(([name]) => !name.startsWith('Serverless'))
    expect(ours).toHaveLength(5)
    for (const [, { DeletionPolicy }] of ours) expect(DeletionPolicy).toBe('Retain')
  } finally {
    engine.free()
    rmSync(folder, { recursive: true, force: true })
  }
}, 240_000)
