export { handler } from '../../../functions/catalog/handler.ts'
