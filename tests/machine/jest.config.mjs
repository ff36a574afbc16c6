// The heavier suite: a machine that fails. Full disks, flipped bits, stopped and killed processes. `npm run machine`.
import fast from '../../jest.config.mjs'

export default {
  ...fast,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/machine/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
}
