// The runner of destinations against real peers, killed again and again. `npm test -- --config tests/deliver/jest.config.mjs`.
import collect from '../collect/jest.config.mjs'

export default { ...collect, testMatch: ['<rootDir>/tests/deliver/**/*.test.ts'] }
