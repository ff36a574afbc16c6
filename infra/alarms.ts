/**
 * An alarm for each queue and each function of the template, so that what is added later is watched by being there.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import { idOf, ofType, type Resource, type Template } from './template.ts'

const periodSeconds = 300

export function addAlarms(template: Template): void {
  const queues = ofType(template, 'AWS::SQS::Queue')
  const deadLetters = new Set(
    queues.map(([, { Properties }]) =>
      idOf((Properties.RedrivePolicy as Redrive)?.deadLetterTargetArn),
    ),
  )
  for (const [id, { Properties }] of queues) {
    const dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }]
    template.Resources[`${id}Alarm`] = deadLetters.has(id)
      ? alarm(`${id}: something failed every time; it waits here for 14 days`, {
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Statistic: 'Maximum',
          Dimensions: dimensions,
          Threshold: 0,
        })
      : // What failed once comes again after one visibility timeout: older than two, it waits for a reason.
        alarm(`${id}: messages wait too long`, {
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateAgeOfOldestMessage',
          Statistic: 'Maximum',
          Dimensions: dimensions,
          Threshold: 2 * Number(Properties.VisibilityTimeout ?? 30),
        })
  }
  for (const [id] of ofType(template, 'AWS::Lambda::Function')) {
    for (const metric of ['Errors', 'Throttles']) {
      template.Resources[`${id}${metric}Alarm`] = alarm(`${id}: ${metric.toLowerCase()} go on`, {
        Namespace: 'AWS/Lambda',
        MetricName: metric,
        Statistic: 'Sum',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
        Threshold: 0,
        EvaluationPeriods: 3, // one that fails is delivered again: a quarter of an hour is no accident
      })
    }
  }
}

interface Redrive {
  deadLetterTargetArn?: unknown
}

function alarm(description: string, properties: Record<string, unknown>): Resource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      Period: periodSeconds,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      ...properties,
    },
  }
}
