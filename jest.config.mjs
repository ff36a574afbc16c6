export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './tests/esbuild.mjs' },
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/judges/'],
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild', '<rootDir>/.hypatia'],
  maxWorkers: 2,
  testTimeout: 30_000,
}
