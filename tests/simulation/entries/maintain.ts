export { handler } from '../../../functions/maintain/handler.ts'
