/** Of what is looked at to know what an object is. */

const KiB = 1024
const MiB = 1024 * 1024

/** What an inspection may read of one object, whatever its size: enough for a dialect and its types. */
export const inspectionBytesMax = 1 * MiB

/** Of a text that goes on behind what was read: enough for its types, which each row is held against when it is read. */
export const typedBytesMax = 256 * KiB

/** A line longer than this is no line of a table; one 200 MB line took DuckDB 7 s to refuse. */
export const lineBytesMax = 8 * MiB

/** A row of several lines, in bytes of these: with each quote doubled it is still a line of a table. */
export const openRowBytesMax = lineBytesMax / 2

/** Beyond this a header is noise: 100,000 columns exhaust DuckDB's memory. */
export const columnsMax = 2_000

/** Members of one nested JSON object: more of them are data (ids as keys), and the object stays JSON text. */
export const structFieldsMax = 200

/** JSON nested 50,000 deep kills DuckDB with a segmentation fault; no table nests this far. */
export const jsonDepthMax = 64

/** Elements of XML within one another: no records lie this deep, and each level is work for all below it. */
export const xmlDepthMax = 256

/** Characters of one text, tag or comment of XML: what is longer than any line is no value, and is held in memory whole. */
export const xmlPartMax = 4 * lineBytesMax

/** Levels of a JSON column that get types; below them it stays JSON text. DuckDB plans 12 in 60 ms, 20 in 20 s. */
export const jsonTypedDepthMax = 12

/** What a JSON document has beside its rows, which each of them repeats: an API's page has 100 to 1,000 bytes of it. */
export const jsonRestBytesMax = 64 * KiB

/** A schema of Avro that a table of Glue has as a parameter, and each receipt beside: one of 500 fields has 30 KiB. */
export const avroSchemaBytesMax = 64 * KiB

/** What streams of one PDF may become in all, to know its pages and title: tables of 800,000 objects, 40 ms. */
export const pdfInflatedBytesMax = 4 * MiB
