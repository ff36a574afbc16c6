/** Lines of code end in semicolons and hold commas, as rows do. */
import { expect, test } from '@jest/globals'
import { inspectText } from '../../../lake/inspect/text.ts'

const found = (text: string) => inspectText({ bytes: Buffer.from(text), whole: true }, [])
const lines = (...all: string[]): string => `${all.join('\n')}\n`

test.each([
  ['a module', lines('export * from "./core.js";', 'export * from "./parse.js";')],
  ['two statements', lines('"use strict";', 'Object.defineProperty(exports, "x", { v: 1 });')],
  ['calls', lines("'use strict';", '', 'var a = require("a");', "EE.on('foo', go);", 'a(1, EE);')],
  ['one line', lines('module.exports={A:"!!M !GQ",B:5,C:"CSS overflow-anchor (Scroll)",D:true};')],
  ['small code', '!function(e,t){for(var n=0;n<t;n++)e(n,t);return e}(x,y)'],
  ['types', lines('export declare enum T {', '    A = 0,', '    B = 1,', '    C = 2,', '}')],
  ['constants', lines('module.exports = {', '  y: 1 << 0,', '  n: 1 << 1,', '  a: 1 << 2', '}')],
  ['indented code', lines('if (a) {', '\tb(1);', '\tif (c) {', '\t\td(2);', '\t}', '}')],
  ['a table in code', lines('const T = [', '  0, 1,', '  2, 3,', '  4, 5,', '];')],
  ['imports', lines('from .a import *', 'from .b import *', 'from .c import *')],
])('code: %s', (_, text) => {
  expect(found(text)).toMatchObject({ format: 'other', reason: { code: 'asset.code' } })
})

test('settings with spaces at their signs are no columns', () => {
  const text = lines("a = 'x'", "version = '1.3'", "path = '$l'", 'open = true')
  expect(found(text)).toMatchObject({ format: 'other', reason: { code: 'asset.properties' } })
})

test.each([
  ['rows that end in semicolons', lines('id;name;', '1;Ann;', '2;Ben;', '3;Cy;'), 3],
  ['one column that ends in semicolons', lines('id;', '1;', '2;', '3;'), 2],
  ['names that are keywords', lines('from,import,class', 'a,b,c', 'd,e,c', 'f,g,h'), 3],
  ['code in cells', lines('id,code', '1,"if (a) {', 'b(1);', '}"', '2,"x => {', '}"'), 2],
  ['brackets that are torn', lines('id,list', '1,[a', '2,[b', '3,c]'), 2],
  ['a column without values', lines('name,comment', 'Ann,', 'Ben,', 'Cy,'), 2],
])('a table: %s', (_, text, columns) => {
  const { format, columns: all } = found(text)
  expect([format, all.length]).toEqual(['csv', columns])
})
