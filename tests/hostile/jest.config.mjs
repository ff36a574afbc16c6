// Tokens and statements that want in, at the laptop as `npm start` boots it. `npm test -- --config tests/hostile/jest.config.mjs`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/hostile/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 600_000,
}
