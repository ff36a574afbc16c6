export { pinInterpretation } from '../../../functions/api/interpretation.ts'
