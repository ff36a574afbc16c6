export { eraseFile } from '../../../functions/api/erasures.ts'
