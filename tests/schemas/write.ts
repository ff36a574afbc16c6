/** `node tests/schemas/write.ts`: writes what is generated from the route table. */
import { writeFileSync } from 'node:fs'
import { contracts } from './contracts.ts'

for (const [file, text] of Object.entries(contracts())) writeFileSync(file, text)
