export { handler } from '../../../functions/commit/handler.ts'
