// Tokens and statements that want in, at the laptop as `npm start` boots it. `npm run hostile`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/hostile/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 600_000,
}
