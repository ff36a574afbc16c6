/** XML as S3 and the query protocol write and read it. */
import { AwsFault, type Service } from './service.ts'
import { readXml } from './xmlreader.ts'

/** An object's members become elements in their order; an array repeats its element; undefined is left out. A name may carry attributes. */
export type Xml = XmlText | XmlObject | readonly XmlText[] | readonly XmlObject[] | undefined
export type XmlText = string | number | boolean
export interface XmlObject {
  readonly [name: string]: Xml
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
    /[&<>"\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g,
    (character) => entities[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  )
}

function element(name: string, value: Xml, attributes = ''): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  const inner = typeof value === 'object' ? elements(value as XmlObject) : escaped(String(value))
  return `<${name}${attributes}>${inner}</${name.split(' ', 1)[0]}>`
}

const elements = (value: XmlObject) =>
  Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('')

/** A whole document. */
export function formatXml(root: string, value: Xml, namespace?: string): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${escaped(namespace)}"`
  return declaration + element(root, value, attributes)
}

/** The root's members: text, an object, or an array of these; throws MalformedXML, also for another root. */
export function parseXml(text: string, root: string): Record<string, unknown> {
  let value: unknown
  try {
    value = readXml(text)[root]
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
  }
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  if (typeof value === 'string' && value.trim() === '') return {}
  throw malformed()
}

export const malformed = () =>
  new AwsFault(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

/** S3's form of a fault. */
export const refuseXml: Service['refuse'] = ({ request, response, requestId }, fault) => {
  const members = Object.fromEntries(
    Object.entries(fault.members).map(([name, value]) => [name, String(value)]),
  )
  response.setHeader('x-amz-request-id', requestId)
  response.setHeader('content-type', 'application/xml')
  response.statusCode = fault.status
  if (request.method === 'HEAD' || fault.status === 304) {
    response.end()
    return
  }
  response.end(
    formatXml('Error', {
      Code: fault.code,
      Message: fault.message,
      ...members,
      RequestId: requestId,
      HostId: 'hypatia',
    }),
  )
}
