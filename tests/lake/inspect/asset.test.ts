/** Metadata of assets that are long, broken or hostile: bounded reads, and nothing rather than a guess. */
import { deflateSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { assetFacts } from '../../../lake/inspect/asset/asset.ts'
import type { AssetFacts } from '../../../lake/inspect/asset/facts.ts'
import { frameAt } from '../../../lake/inspect/asset/mp3frame.ts'
import { packageFacts } from '../../../lake/inspect/asset/office.ts'
import { PdfParser, Ref } from '../../../lake/inspect/asset/pdfobject.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { assetReason } from '../../../lake/inspect/magic.ts'
import { inspectionBytesMax, pdfInflatedBytesMax } from '../../../lake/limits.ts'
import { cases, inputOf } from './fixtures.ts'
import { inspectBytes } from './lookinto.ts'

const hole = 3 * inspectionBytesMax

/** With so many bytes of nothing put in at the place. */
const spread = (bytes: Buffer, at: number, count = hole): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.alloc(count), bytes.subarray(at)])

const factsOf = async (bytes: Buffer): Promise<Inspection['asset']> =>
  (await inspectBytes(bytes)).asset

test('a PDF of many megabytes is told by its end', async () => {
  const small = inputOf('asset-pdf-table').toString('latin1')
  const from = small.indexOf('xref\n')
  const [head, tail] = [small.slice(0, from), small.slice(from)]
  const moved = tail.replace(/(startxref\s+)\d+/, `$1${from + hole}`)
  const facts = await factsOf(Buffer.from(`${head}${' '.repeat(hole)}${moved}`, 'latin1'))
  expect(facts).toMatchObject({ pages: 3, author: 'Zoë Müller' })
})

test('a film whose index lies behind its pictures is told by it', async () => {
  const small = inputOf('asset-mp4')
  const at = small.indexOf('mdat') + 4
  const long = spread(small, at)
  long.writeUInt32BE(small.readUInt32BE(at - 8) + hole, at - 8)
  expect(await factsOf(long)).toEqual(await factsOf(small))
})

test('the tag at the end of an MP3 is read where there is none before it', async () => {
  const tag = Buffer.alloc(128)
  tag.write('TAG')
  tag.write('A title', 3, 'latin1')
  tag.write('1998', 93, 'latin1')
  const facts = await factsOf(Buffer.concat([inputOf('asset-mp3-bare'), Buffer.alloc(hole), tag]))
  expect(facts).toMatchObject({ title: 'A title', created: '1998', sampleRate: 8000 })
})

/** A PDF of these objects, and a table of where they lie. */
function pdfOf(objects: string[], trailer: string): Buffer {
  let text = '%PDF-1.7\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const at = text.length
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  text += `${table}trailer\n<< ${trailer} >>\nstartxref\n${at}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

test('strings of a PDF are read as they are written, whatever their escapes', async () => {
  const title = String.raw`(a\(b\) (c) \101\
d\n)`
  const pdf = pdfOf(
    [`<< /Pages 2 0 R >>`, '<< /Count 3 0 R >>', '7', `<< /Title ${title} /Author <FEFF0416> >>`],
    '/Root 1 0 R /Info 4 0 R',
  )
  expect(await factsOf(pdf)).toEqual({ pages: 7, title: 'a(b) (c) Ad', author: 'Ж' })
})

test('what refers to itself, or would become too much, says nothing', async () => {
  const loop = pdfOf(['<< /Pages 1 0 R /Count 1 0 R >>'], '/Root 1 0 R /Prev 9')
  expect(await factsOf(loop)).toBeUndefined()
  const bomb = deflateSync(Buffer.alloc(64 << 20)).toString('latin1')
  const places = `<< /Length ${bomb.length} /Filter /FlateDecode /W [1 2 1] /Size 9 /Root 2 0 R >>`
  const packed = `%PDF-1.7\n1 0 obj\n${places}\nstream\n${bomb}\nendstream\nstartxref\n9\n%%EOF\n`
  expect(await factsOf(Buffer.from(packed, 'latin1'))).toBeUndefined()
  const deep = `${'['.repeat(100_000)}`
  expect(new PdfParser(Buffer.from(deep)).value()).toBeUndefined()
  expect(new PdfParser(Buffer.from('12 0 R')).value()).toEqual(new Ref(12))
  expect(new PdfParser(Buffer.from('12 0 RG')).value()).toBe(12)
})

/** A PDF whose places lie in a stream: of each object its kind, its place (0: its own), its index. */
function packedPdf(
  objects: Record<number, string>,
  kinds: [kind: number, place: number][],
): Buffer {
  let text = '%PDF-1.7\n'
  const at: Record<string, number> = {}
  for (const [number, object] of Object.entries(objects)) {
    at[number] = text.length
    text += `${number} 0 obj\n${object}\nendobj\n`
  }
  const places = kinds.flatMap(([kind, place], i) => {
    const own = place || (at[i] ?? 0)
    return [kind, own >> 8, own & 255, 0]
  })
  const from = text.length
  const head = `<< /W [1 2 1] /Size ${kinds.length} /Root 1 0 R /Length ${places.length} >>`
  const packed = Buffer.from(places).toString('latin1')
  text += `9 0 obj\n${head}\nstream\n${packed}\nendstream\nendobj\nstartxref\n${from}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

test('streams of a PDF whose lengths lie within them, or within one another, end', async () => {
  const stream = (length: string) =>
    `<< /N 1 /First 4 /Length ${length} >>\nstream\n5 0 9\nendstream`
  const own = { 1: '<< /Pages 4 0 R >>', 2: stream('5 0 R') }
  const free: [number, number] = [0, 0]
  const there: [number, number] = [1, 0]
  const within = packedPdf(own, [free, there, there, free, [2, 2], [2, 2]])
  expect(await factsOf(within)).toBeUndefined()
  const two = { 1: '<< /Pages 4 0 R >>', 2: stream('5 0 R'), 3: stream('6 0 R') }
  const crossed = packedPdf(two, [free, there, there, there, [2, 2], [2, 3], [2, 2]])
  expect(await factsOf(crossed)).toBeUndefined()
})

test('a place between two bytes is asked of nobody', async () => {
  const pdf = pdfOf(['<< /Pages 2 0 R >>', '<< /Count 3 >>'], '/Root 1 0 R /Prev 20000.5')
  const long = Buffer.concat([pdf, Buffer.alloc(hole, ' '), pdf.subarray(pdf.indexOf('startxref'))])
  const reads: number[] = []
  const first = long.subarray(0, 64)
  await assetFacts('asset.pdf', long.length, first, async (start, end) => {
    reads.push(start, end)
    return long.subarray(start, end)
  })
  expect(reads.length).toBeGreaterThan(2)
  expect(reads.filter((place) => !Number.isInteger(place))).toEqual([])
})

/** So many sections, each a table of 262,144 places by PNG's predictor; the oldest names the root. */
function sectionsOf(count: number): Buffer {
  const rows = Buffer.alloc(2 ** 18 * 5, Buffer.from([4, 0, 0, 0, 0]))
  const packed = deflateSync(rows).toString('latin1')
  let text = '%PDF-1.7\n1 0 obj\n<< /Pages 2 0 R >>\nendobj\n'
  text += '2 0 obj\n<< /Count 3 >>\nendobj\n'
  const places = [text.indexOf('1 0 obj'), text.indexOf('2 0 obj')]
  const own = Buffer.from([0, 0, 0, 0, ...places.flatMap((at) => [1, 0, at, 0])]).toString('latin1')
  let at = text.length
  text += `9 0 obj\n<< /W [1 2 1] /Size 3 /Root 1 0 R /Length 12 >>\nstream\n${own}\nendstream\n`
  for (let i = 0; i < count; i++) {
    const parms = '/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 4 >>'
    const head = `/W [1 2 1] /Index [1000 ${2 ** 18}] /Prev ${at} /Length ${packed.length} ${parms}`
    at = text.length
    text += `9 0 obj\n<< ${head} >>\nstream\n${packed}\nendstream\n`
  }
  return Buffer.from(`${text}startxref\n${at}\n%%EOF\n`, 'latin1')
}

test('what the streams of a PDF become is bounded by all of them, not by each', async () => {
  expect(await factsOf(sectionsOf(3))).toEqual({ pages: 3 })
  expect(2 ** 18 * 5 * 4).toBeGreaterThan(pdfInflatedBytesMax)
  expect(await factsOf(sectionsOf(4))).toBeUndefined()
})

test('a name that every object has is none of a sound', async () => {
  const texts = ['constructor=a', '__proto__=b', 'TITLE=Song'].map((text) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(text.length)
    return Buffer.concat([length, Buffer.from(text)])
  })
  const comments = Buffer.concat([Buffer.from([0, 0, 0, 0, 3, 0, 0, 0]), ...texts])
  const flac = Buffer.concat([Buffer.from([0x66, 0x4c, 0x61, 0x43, 0x84, 0, 0, comments.length])])
  expect(await factsOf(Buffer.concat([flac, comments]))).toEqual({ title: 'Song' })
})

test('a picture is as large as it is, not as that of which it was made', async () => {
  const png = inputOf('asset-png-texts')
  const exif = Buffer.alloc(26)
  exif.write('MM\0*', 'latin1')
  exif.writeUInt32BE(8, 4)
  exif.writeUInt16BE(1, 8)
  for (const [at, value] of [0x0100, 4, 0, 1, 0, 4_000].entries())
    exif.writeUInt16BE(value, 10 + 2 * at)
  const chunk = Buffer.concat([Buffer.from([0, 0, 0, 26]), Buffer.from('eXIf'), exif])
  const own = Buffer.concat([png.subarray(0, 33), chunk, Buffer.alloc(4), png.subarray(33)])
  const facts = await factsOf(png)
  expect(facts).toMatchObject({ width: 40, height: 30 })
  expect(await factsOf(own)).toEqual(facts)
})

test('who made a document is its author, whoever wrote in it since', async () => {
  const xml =
    '<m><initial-creator>Ann</initial-creator><creator>Bob</creator><constructor>x</constructor></m>'
  const meta = { name: 'meta.xml', bytes: xml.length, isEncrypted: false, method: 0 }
  const lies = { at: 0, bytes: xml.length, crc: 0 }
  const chunks = async function* () {
    yield Buffer.from(xml)
  }
  expect(await packageFacts([{ ...meta, lies, chunks }])).toEqual({ author: 'Ann' })
})

test('a part of a package that comes again is not read again', async () => {
  let reads = 0
  const entry = {
    ...{ name: 'meta.xml', bytes: 9, isEncrypted: false, method: 0 },
    lies: { at: 0, bytes: 9, crc: 0 },
    async *chunks() {
      yield Buffer.from(`<m><title>${++reads}</title></m>`)
    },
  }
  expect(await packageFacts([entry, entry, entry])).toEqual({ title: '1' })
  expect(reads).toBe(1)
})

/** The film with these behind the head of its index, and those at its end. */
function filmWith(behind: Buffer[], last: Buffer[] = []): Buffer {
  const film = inputOf('asset-mp4')
  const moov = film.indexOf('moov') - 4
  const end = moov + film.readUInt32BE(moov)
  const head = moov + 8 + film.readUInt32BE(moov + 8)
  const [own, rest] = [film.subarray(0, head), film.subarray(head, end)]
  own.writeUInt32BE(end - moov + Buffer.concat([...behind, ...last]).length, moov)
  return Buffer.concat([own, ...behind, rest, ...last, film.subarray(end)])
}

function trackOf(kind: string, width: number): Buffer {
  const film = inputOf('asset-mp4')
  const at = film.indexOf('trak') - 4
  const track = Buffer.from(film.subarray(at, at + film.readUInt32BE(at)))
  track.writeUInt16BE(width, track.indexOf('tkhd') + 4 + 76)
  track.write(kind, track.indexOf('hdlr') + 4 + 8, 'latin1')
  return track
}

test('a film is as large as its first track of pictures', async () => {
  const own = (await factsOf(inputOf('asset-mp4'))) as AssetFacts
  expect(own.width).toBeGreaterThan(0)
  expect(await factsOf(filmWith([], [trackOf('vide', 3_000)]))).toEqual(own)
  expect(await factsOf(filmWith([trackOf('sbtl', 3_000)]))).toEqual(own)
  expect(await factsOf(filmWith([trackOf('vide', 3_000)]))).toEqual({ ...own, width: 3_000 })
})

test('what a film says before what lies too far is kept', async () => {
  const free = Buffer.alloc(20 * 1024)
  free.writeUInt32BE(free.length)
  free.write('free', 4)
  const { duration } = (await factsOf(inputOf('asset-mp4'))) as AssetFacts
  expect(await factsOf(filmWith(Array(40).fill(free)))).toEqual({ duration })
})

test('lengths that nothing has are believed by nobody', async () => {
  const png = inputOf('asset-png-texts')
  png.writeUInt32BE(0xffff_ffff, png.indexOf('tEXt') - 4)
  expect(await factsOf(png)).toEqual({ width: 40, height: 30 })
  const wav = inputOf('asset-wav')
  wav.writeUInt32LE(0xffff_ffff, wav.indexOf('data') + 4)
  expect(await factsOf(wav)).toMatchObject({ duration: 0.5 })
})

test('what a film says that it does not know is not told', async () => {
  const film = inputOf('asset-mp4')
  const { duration, sampleRate, ...others } = (await factsOf(film)) as AssetFacts
  film.writeUInt32BE(0xffff_ffff, film.indexOf('mvhd') + 4 + 16)
  film.writeUInt32BE(0, film.indexOf('mp4a') + 28)
  expect([duration, sampleRate]).toEqual([expect.any(Number), expect.any(Number)])
  expect(await factsOf(film)).toEqual(others)
})

test('a text is no sound, and no picture', () => {
  for (const text of ['BMW,Audi,Opel,Fiat\n1,2,3,4\n', '\ufeffa,b\n', 'ID,name\n', 'RIFFRAFF']) {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    expect(assetReason(Buffer.from(utf16))).toBeUndefined()
  }
  expect(assetReason(Buffer.from('BMW,Audi,Opel,Fiat\n1,2,3,4\n'))).toBeUndefined()
  expect(frameAt(Buffer.from([0xff, 0xfb, 0x90, 0x64]), 0)).toMatchObject({ bytes: 417 })
})

const seeds = cases.filter((name) => name.startsWith('asset-') || name === 'zip-word')

/** mulberry32: the same draws in every run. */
function draws(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

test('whatever is changed in them, each gets a verdict, of sound values and few reads', async () => {
  const draw = draws(9)
  const inputs = seeds.map(inputOf).filter((bytes) => bytes.length > 8 && bytes.length < 8_000)
  let told = 0
  for (let run = 0; run < 4_000; run++) {
    const bytes = Buffer.from(inputs[draw(inputs.length)]!)
    for (let i = draw(8); i >= 0; i--) bytes[draw(bytes.length)] = [0, 255, draw(256)][draw(3)]!
    const cut = draw(4) === 0 ? bytes.subarray(0, draw(bytes.length)) : bytes
    const code = assetReason(cut)?.code
    if (!code) continue
    let reads = 0
    const facts = await assetFacts(code, cut.length, cut.subarray(0, 64), async (start, end) => {
      reads++
      return cut.subarray(start, end)
    })
    expect(reads).toBeLessThanOrEqual(12)
    for (const value of Object.values(facts)) {
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
      else expect(value.isWellFormed() && !value.includes('\0')).toBe(true)
      told++
    }
  }
  expect(told).toBeGreaterThan(1_000)
})

test('what cannot be read is thrown, and no fault of the file', async () => {
  const gone = new Error('gone')
  const read = async (): Promise<Uint8Array> => {
    throw gone
  }
  const pdf = inputOf('asset-pdf-table')
  await expect(assetFacts('asset.pdf', hole, pdf.subarray(0, 64), read)).rejects.toBe(gone)
})
