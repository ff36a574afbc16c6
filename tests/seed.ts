/**
 * Every property begins from one seed, so that a run can be repeated and a landing does not hang on luck.
 * `HYPATIA_SEED=<number> npm test` looks elsewhere; what it finds becomes an example or a fixture.
 */
import fc from 'fast-check'

const seed = Number(process.env.HYPATIA_SEED ?? 20_261_124)
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
