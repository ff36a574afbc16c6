export { handler } from '../../../functions/normalise/handler.ts'
