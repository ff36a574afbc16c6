// The dashboard in a real browser, where one is found. `npm run browser`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1, // a browser, a laptop and its pipeline take both processors
  testTimeout: 120_000,
}
