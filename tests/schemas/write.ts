/** `node tests/schemas/write.ts`: writes what is generated from the route table. */
import { writeFileSync } from 'node:fs'
import { clientContracts } from './clients.ts'
import { contracts } from './contracts.ts'

const files = { ...contracts(), ...(await clientContracts()) }
for (const [file, text] of Object.entries(files)) writeFileSync(file, text)
