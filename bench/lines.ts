/** Lines of code by room. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.yml', '*.py', '*.sh'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
const rooms = new Map<string, { files: number; lines: number }>()
for (const file of files) {
  const room = file.includes('/') ? (file.split('/')[0] ?? '') : '(top)'
  const so = rooms.get(room) ?? { files: 0, lines: 0 }
  so.files += 1
  so.lines += readFileSync(file, 'utf8').split('\n').length - 1
  rooms.set(room, so)
}
for (const [room, { files: count, lines }] of [...rooms].sort(
  ([, a], [, b]) => b.lines - a.lines,
)) {
  console.log(`${String(lines).padStart(7)} lines  ${String(count).padStart(4)} files  ${room}`)
}
