export { retryQuarantined } from '../../../aws/quarantine.ts'
