/** Reads the XML of requests: elements, text, references; attributes are passed over, a DOCTYPE is refused. */

/** An element with elements below it: repeated ones are an array; one without is its text. */
export interface XmlElement {
  [name: string]: XmlValue
}
export type XmlValue = string | XmlElement | (string | XmlElement)[]

interface Open {
  name: string
  text: string
  children: XmlElement | undefined
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const depthMax = 64

/** A declaration or instruction, comment, CDATA, tag, or the text up to the next of them. */
const token =
  /<\?.*?\?>|<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<(\/?)(?:[\w.-]+:)?([A-Za-z_][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/sy

/** The document as `{ [root]: … }`; throws SyntaxError when it is not well-formed. */
export function readXml(document: string): XmlElement {
  const root: Open = { name: '', text: '', children: undefined }
  const path: Open[] = [root]
  token.lastIndex = 0
  while (token.lastIndex < document.length) {
    const found = token.exec(document)
    if (!found) throw new SyntaxError('no XML')
    const [, data, slash, name, , closed, text] = found
    const open = path.at(-1) as Open
    if (data !== undefined) open.text += data
    else if (text !== undefined) open.text += dereferenced(text)
    else if (name === undefined) continue
    else if (slash) close(path, name)
    else {
      if (path.length > depthMax) throw new SyntaxError('too deep')
      path.push({ name, text: '', children: undefined })
      if (closed) close(path, name)
    }
  }
  if (path.length > 1 || root.text.trim() !== '') throw new SyntaxError('no element is open')
  return root.children ?? {}
}

function close(path: Open[], name: string): void {
  const done = path.pop() as Open
  const parent = path.at(-1)
  if (!parent || done.name !== name) throw new SyntaxError(`${done.name} is not closed`)
  const value = done.children ?? done.text
  parent.children ??= Object.create(null) as XmlElement
  const present = parent.children[name]
  if (present === undefined) parent.children[name] = value
  else if (Array.isArray(present)) present.push(value)
  else parent.children[name] = [present, value]
}

function dereferenced(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/&([^;&]*);?/g, (reference, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
    if (!reference.endsWith(';')) throw new SyntaxError('a bare ampersand')
    if (code?.[1] !== undefined) return String.fromCodePoint(Number.parseInt(code[1], 16))
    if (code?.[2] !== undefined) return String.fromCodePoint(Number(code[2]))
    const value = named[name]
    if (value === undefined) throw new SyntaxError(`an unknown reference ${reference}`)
    return value
  })
}
