// Read by onnxruntime from the process's own environment, which no test can change.
process.env.ORT_DISABLE_TELEMETRY = '1'

export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './tests/esbuild.mjs' },
  setupFiles: ['<rootDir>/tests/seed.ts'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...['flow', 'judges', 'deaths', 'machine', 'day', 'browser', 'hostile', 'collect'].map(
      (heavier) => `<rootDir>/tests/${heavier}/`,
    ),
  ],
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild', '<rootDir>/.hypatia'],
  maxWorkers: 2,
  testTimeout: 120_000, // for what hangs: a machine may have much else to do
}
