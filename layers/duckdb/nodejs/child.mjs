/**
 * DuckDB in a process of its own: what kills it (JSON nested 50,000 deep does) kills no function.
 * One line of JSON in, `{"id", "sql": [statement, …]}`; one out, `{"id", "rows"}` of the last statement, or
 * `{"id", "error"}`. It ends when its standard input does. Arguments: the only folder that SQL may touch, bytes of
 * memory, threads.
 */
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'

const [folder, memoryBytes, threads] = process.argv.slice(2)
const instance = await DuckDBInstance.create(':memory:', {
  allow_community_extensions: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  memory_limit: `${memoryBytes}B`,
  temp_directory: `${folder}/spill`,
  threads,
})
const connection = await instance.connect()
const text = `'${folder.replaceAll("'", "''")}'`
for (const sql of [
  `SET allowed_directories = [${text}]`,
  'SET enable_external_access = false',
  "SET TimeZone = 'UTC'",
  'SET lock_configuration = true',
]) {
  await connection.run(sql)
}

async function answer({ id, sql }) {
  try {
    let rows = []
    for (const statement of sql) {
      rows = (await connection.runAndReadAll(statement)).getRowObjectsJson()
    }
    return { id, rows }
  } catch (error) {
    return { id, error: String(error?.message ?? error) }
  }
}

/** Readline takes U+2028 and U+2029 for line ends; JSON leaves them as they are. */
const jsonLine = (message) =>
  `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(jsonLine(await answer(JSON.parse(line))))
}
process.exit(0)
