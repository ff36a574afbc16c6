/** What is watched: every queue and every function of the template. */
import { describe, expect, test } from '@jest/globals'
import type { Packaged } from './packaged.ts'

export function describeAlarms(packaged: () => Packaged): void {
  const alarms = () => packaged().ofType('AWS::CloudWatch::Alarm')
  const watches = (metric: string, name: string): Record<string, unknown>[] =>
    alarms()
      .filter(([, { Properties }]) => Properties.MetricName === metric)
      .filter(([, { Properties }]) => JSON.stringify(Properties.Dimensions).includes(`"${name}"`))
      .map(([, { Properties }]) => Properties)

  describe('alarms', () => {
    test('of every queue: its dead letters not empty, its messages not old', () => {
      const queues = packaged().ofType('AWS::SQS::Queue')
      const dead = queues
        .map(([, { Properties }]) => JSON.stringify(Properties.RedrivePolicy ?? ''))
        .join()
      for (const [id, { Properties }] of queues) {
        const isDead = dead.includes(`"${id}"`)
        const [watch, ...others] = watches(
          isDead ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage',
          id,
        )
        expect(others).toEqual([])
        expect(isDead || Properties.RedrivePolicy).toBeTruthy()
        expect(watch?.Threshold).toBe(isDead ? 0 : 2 * Number(Properties.VisibilityTimeout))
      }
    })

    test('of every function: errors and throttles', () => {
      const functions = packaged().ofType('AWS::Lambda::Function')
      expect(functions.length).toBeGreaterThan(4)
      for (const [id] of functions) {
        expect([id, watches('Errors', id).length, watches('Throttles', id).length]).toEqual([
          id,
          1,
          1,
        ])
      }
    })

    test('tell somebody, and are quiet where nothing is measured', () => {
      for (const [, { Properties }] of alarms()) {
        expect(Properties.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }])
        expect(['notBreaching', 'breaching']).toContain(Properties.TreatMissingData)
      }
    })
  })
}
