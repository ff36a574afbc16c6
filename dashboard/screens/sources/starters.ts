/** What a new source begins with: one whole definition a kind, to be changed. */
import type { SourceDefinition } from './api.ts'

/** Of kinds that are not here the documents have one. */
export const starters: Partial<Record<SourceDefinition['kind'], string>> = {
  rest: `kind: rest
says: Orders of the shop
dataset: orders
every: 5 min
parameters:
  url: https://shop.example.com/v2/orders
  records: data.items
  paging: { by: page, parameter: page }
secrets: { bearer: shop-token }
`,
  kafka: `kind: kafka
says: Orders, as they are placed
dataset: orders
parameters:
  brokers: [broker.example.com:9092]
  topic: orders.placed
`,
  mqtt: `kind: mqtt
says: Temperatures of the plant
dataset: celsius
parameters:
  host: broker.example.com
  topics: [plant/+/celsius]
`,
  s3: `kind: s3
says: Deliveries of the partner
dataset: deliveries
every: 5 min
parameters:
  bucket: partner-out
  prefix: daily/
  region: eu-central-1
  access_key: AKIAIOSFODNN7EXAMPLE
secrets: { secret_key: partner-key }
`,
  sqs: `kind: sqs
says: Orders of the queue
dataset: orders
parameters:
  queue: https://sqs.eu-central-1.amazonaws.com/000000000000/orders
  region: eu-central-1
  access_key: AKIAIOSFODNN7EXAMPLE
secrets: { secret_key: partner-key }
`,
  sftp: `kind: sftp
says: Deliveries of the partner
dataset: deliveries
every: 5 min
parameters:
  host: sftp.example.com
  user: hypatia
  host_key: [SHA256:0123456789012345678901234567890123456789012]
  folder: out
  files: '*.csv'
secrets: { password: partner-password }
`,
  database: `kind: database
says: Orders of the shop
dataset: orders
every: 5 min
parameters:
  host: db.example.com
  database: shop
  user: hypatia
  table: public.orders
  read: changes
secrets: { password: shop-db }
`,
}
