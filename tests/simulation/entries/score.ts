export { handler } from '../../../containers/predict/score.ts'
