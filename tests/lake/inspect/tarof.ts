/** A tar archive as POSIX has it, of files with short names. */
const blockBytes = 512

export function tarOf(files: Record<string, string | Buffer>): Buffer {
  const parts: Buffer[] = []
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content)
    const header = Buffer.alloc(blockBytes)
    header.write(name)
    header.write('0000644\0', 100)
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        0ustar\x0000', 148)
    const sum = header.reduce((all, byte) => all + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148)
    parts.push(header, data, Buffer.alloc((blockBytes - (data.length % blockBytes)) % blockBytes))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)])
}
