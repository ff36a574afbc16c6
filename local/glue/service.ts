/** AWS Glue's Data Catalog on the wire. https://docs.aws.amazon.com/glue/latest/webapi/ */
import { jsonService } from '../wire/json.ts'
import type { Service } from '../wire/service.ts'
import type { Catalog } from './catalog.ts'
import { databaseOperations } from './databaseoperations.ts'
import { partitionOperations } from './partitionoperations.ts'
import { tableOperations } from './tableoperations.ts'

export const glueService = (catalog: Catalog): Service =>
  jsonService('glue', 'AWSGlue', '1.1', {
    ...databaseOperations(catalog),
    ...tableOperations(catalog),
    ...partitionOperations(catalog),
  })
