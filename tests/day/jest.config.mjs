// A day's life on a laptop that is started, stopped and killed. `npm test -- --config tests/day/jest.config.mjs`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/day/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 240_000, // for machines with much else to do: alone it takes a minute or two in all,
}
