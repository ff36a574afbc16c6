// The runner of containers/collect against real peers, killed again and again. `npm test -- --config tests/collect/jest.config.mjs`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/collect/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1, // each has a laptop and a peer of its own
  forceExit: true, // a peer's client may hold a socket that nobody waits for
  testTimeout: 240_000, // for machines with much else to do
}
