import { expect, test } from '@jest/globals'
import type { Column, Type } from '../../lake/schema/type.ts'
import { boundBy } from '../../lake/structure.ts'

const a = (type: Type): Column => ({ name: 'a', type })
const b = (type: Type): Column => ({ name: 'b', type })

test.each<[own: Type, table: Type, known: Type]>([
  ['long', 'double', 'double'],
  ['null', 'string', 'null'],
  [{ list: 'null' }, { list: 'string' }, { list: 'null' }],
  [{ list: 'null' }, 'string', 'string'],
  [{ struct: [] }, 'string', { struct: [] }],
  [{ list: { struct: [] } }, { list: 'string' }, { list: { struct: [] } }],
  [{ map: ['string', 'null'] }, { map: ['string', 'long'] }, { map: ['string', 'null'] }],
  [
    { struct: [a('long'), b({ list: 'null' })] },
    { struct: [b({ list: 'string' }), a('double')] },
    { struct: [a('double'), b({ list: 'null' })] },
  ],
  [{ struct: [a('long')] }, { struct: [a('long'), b('string')] }, { struct: [a('long')] }],
])('of a file of %j the table, which says %j, tells %j', (own, table, known) => {
  expect(boundBy([a(own)], [a(table)])).toEqual([a(known)])
})
