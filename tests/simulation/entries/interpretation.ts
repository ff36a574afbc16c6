export { pinInterpretation } from '../../../functions/api/datasets/interpretation.ts'
