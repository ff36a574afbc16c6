/** `/v1/models…` as the route table has it. */
import { gatewayHandler } from '../../aws/gateway/handler.ts'
import { modelRoutes } from '../../schemas/routesmodels.ts'
import { logger } from './log.ts'
import { operationsOf } from './operations.ts'
import type { Scorer } from './scorer.ts'

export const apiOf = (scorer: Scorer) => gatewayHandler(modelRoutes, operationsOf(scorer), logger)
