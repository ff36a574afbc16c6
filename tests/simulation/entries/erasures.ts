export { createErasure, eraseFile } from '../../../functions/api/files/erasures.ts'
