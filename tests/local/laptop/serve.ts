/** A laptop in a process of its own, to be killed: `serve.ts <home>`; a message says that it is up. */
import { startLaptop } from '../../../local/laptop.ts'
import { template } from './template.ts'

const laptop = await startLaptop({ home: String(process.argv[2]), port: 0 })
laptop.announce(laptop.apply(template))
process.send?.('up')
