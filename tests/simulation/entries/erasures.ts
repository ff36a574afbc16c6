export { createErasure, eraseFile } from '../../../functions/api/erasures.ts'
