/** What can be wrong with a request, by stable slugs: RFC 9457's `type` is `/problems/<slug>`. */
import * as z from 'zod'

export const problems = {
  'request.invalid': [400, 'A parameter, header or body is not as the API describes it'],
  'request.not-json': [400, 'The body is not JSON'],
  'cursor.invalid': [400, 'The cursor is not one that this collection gave'],
  'filter.unknown-column': [400, 'The dataset has no such column'],
  'filter.invalid-value': [400, 'The value is not of the column’s type'],
  'filter.not-filterable': [400, 'The column is nested, or binary, and cannot be compared'],
  'query.not-a-select': [400, 'Only one statement that reads is run'],
  'query.unknown-table': [400, 'The statement names a table that is not there'],
  'query.malformed': [400, 'Athena cannot parse the statement, or refuses it'],
  'prediction.invalid': [400, 'The rows do not fit the model'],
  'upload.invalid-name': [400, 'Source, dataset or file cannot be names of a dataset'],
  'token.missing': [401, 'A bearer token is needed'],
  'token.expired': [401, 'The token is expired'],
  'token.invalid': [401, 'The token is not one of the issuer’s for this API'],
  'scope.missing': [403, 'The token does not allow this'],
  'source.foreign': [403, 'The token does not land under this source'],
  'source.reserved': [403, 'The source is one of Hypatia’s own'],
  'route.unknown': [404, 'There is no such resource'],
  'dataset.unknown': [404, 'There is no such dataset'],
  'query.unknown': [404, 'There is no such query'],
  'object.unknown': [404, 'There is no such object'],
  'model.unknown': [404, 'There is no such model, version or alias'],
  'job.unknown': [404, 'There is no such prediction job'],
  'retention.unknown': [404, 'The dataset has no retention: its objects stay'],
  'interpretation.unknown': [404, 'Nobody says how the dataset’s files are read'],
  'erasure.unknown': [404, 'There is no such erasure'],
  'source.unknown': [404, 'There is no such source'],
  'destination.unknown': [404, 'There is no such destination, or it has no place yet'],
  'cursor.unknown': [404, 'There is no such cursor yet'],
  'method.not-allowed': [405, 'The resource has no such method'],
  'accept.unsupported': [406, 'None of the accepted formats is offered'],
  'query.not-finished': [409, 'The query has no results yet'],
  'query.failed': [409, 'The query failed or was cancelled: it has no results'],
  'definition.in-a-file': [409, 'It is said in a file of definitions, and changed there'],
  'quarantine.not-in-it': [409, 'The object is not in quarantine any more'],
  'snapshot.expired': [410, 'The snapshot that is asked for is gone'],
  'precondition.failed': [412, 'It has changed since it was read'],
  'body.too-large': [413, 'The body is larger than the limit'],
  'content-type.unsupported': [415, 'The body’s content type is not taken'],
  'idempotency.mismatch': [422, 'The idempotency key was used for another request'],
  'retention.no-dates': [422, 'The column tells no age: it holds no dates or timestamps'],
  'retention.of-assets': [422, 'Rows of assets go with their assets, and not by themselves'],
  'erasure.of-assets': [422, 'Rows of assets go with their assets, and not by themselves'],
  'interpretation.refused': [422, 'The files cannot be read so'],
  'rule.refused': [422, 'The rows of the table cannot be scored as they arrive'],
  'rows.need-a-query': [422, 'The rows cannot be read without a scan: ask by SQL'],
  'result.too-large': [422, 'The result is too large for this format'],
  'precondition.missing': [428, 'If-Match or If-None-Match is needed'],
  'requests.too-many': [429, 'Too many requests'],
  'model.failed': [502, 'The model, or the endpoint that serves it, does not predict these rows'],
  'table.file-gone': [503, 'A file that the table names is gone'],
  'service.busy': [503, 'A service that the answer needs is too busy for it now'],
  'storage.full': [507, 'There is no room to store it: what is stored is served'],
  internal: [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemSlug = keyof typeof problems

/** https://www.rfc-editor.org/rfc/rfc9457 */
export const problemBody = z
  .looseObject({
    type: z.string().describe('Stable: /problems/<slug>'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string().optional().describe('Names the request in our logs'),
    position: z
      .object({ line: z.int(), column: z.int() })
      .optional()
      .describe('In the statement, both from 1'),
    hint: z.string().optional().describe('What may have been meant'),
    errors: z
      .array(
        z.object({
          in: z.enum(['path', 'query', 'header', 'body']),
          name: z.string().describe('Of the parameter; of a body the JSON pointer'),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' })

export type ProblemBody = z.infer<typeof problemBody>
