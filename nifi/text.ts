/** NiFi's expression language, where a flow says the same thing twice. */

/** A value of the JSON in an attribute, empty where it has none; `then` is what is done with it. */
export const jsonOf = (attribute: string, path: string, then = ''): string =>
  `\${${attribute}:jsonPath("${path}")${then}}`

/** For an address: NiFi encodes as forms do, where a space is `+`. */
export const encoded = (attribute: string): string =>
  `\${${attribute}:urlEncode():replace('+','%20')}`

/** Of a segment of an address, where `+` is a plus. */
export const decodedSegment = (attribute: string, nth: number): string =>
  `\${${attribute}:getDelimitedField(${nth},'/'):replace('+','%2B'):urlDecode()}`

/** An RFC 9457 problem; values of attributes in it must be escaped for JSON. */
export const problem = (type: string, title: string, status: number, detail: string): string =>
  JSON.stringify({ type: `/problems/${type}`, title, status, detail })

/** A value of a parameter as it is, where NiFi would take it for an expression. */
export const unexpressed = (text: string): string => text.replaceAll('${', () => '$${')

/** What a person wrote, as a property: beside expressions it has no parameters. */
export const literal = (text: string): string => unexpressed(text).replaceAll('#{', () => '##{')
