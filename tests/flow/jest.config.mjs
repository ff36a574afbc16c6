// The whole road on the functions' own bundles: land, catalogue, normalise, commit, maintain, erase. `npm test -- --config tests/flow/jest.config.mjs`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/flow/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
}
