/** The first rows of a file as it is read, and beside them as it would be. */
import type { Preview } from '../../api/types.ts'
import { plural } from '../../parts/units.ts'

interface Props {
  today: Preview | undefined
  next: Preview | undefined
  isBusy: boolean
}

export function Beside({ today, next, isBusy }: Props) {
  return (
    <div class="beside" aria-busy={isBusy}>
      {today && <Half title="As it is read" shown={today} />}
      {next && <Half title="As it would be" shown={next} was={today} />}
    </div>
  )
}

function Half({ title, shown, was }: { title: string; shown: Preview; was?: Preview | undefined }) {
  const { verdict, reason, columns, rows, format, evidence, doubt } = shown
  const known = new Set(was?.evidence)
  const news = was ? evidence.filter((line) => !known.has(line)) : evidence
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {verdict === 'quarantined' ? (
        <p class="notice">It would be set aside: {reason?.detail}</p>
      ) : verdict === 'asset' ? (
        <p>No table. {reason?.detail}</p>
      ) : (
        <p class="dim">
          {format},{' '}
          {columns.length > 0
            ? plural(columns.length, 'column')
            : 'its columns are found as it is read'}
        </p>
      )}
      {verdict === 'table' && rows && <FirstRows title={title} columns={columns} rows={rows} />}
      {verdict === 'table' && !rows && (
        <p class="dim">Its rows are not to be had from its first bytes.</p>
      )}
      <Lines lines={news} />
      {doubt.length > 0 && (
        <div class="why">
          <p>Not sure:</p>
          <Lines lines={doubt} />
        </div>
      )}
    </section>
  )
}

const Lines = ({ lines }: { lines: string[] }) => (
  <ul class="evidence">
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
)

interface FirstRowsProps {
  title: string
  columns: Preview['columns']
  rows: (string | null)[][]
}

function FirstRows({ title, columns, rows }: FirstRowsProps) {
  const width = Math.max(columns.length, ...rows.map((row) => row.length))
  const places = Array.from({ length: width }, (_, i) => i)
  return (
    <section
      class="table-frame"
      aria-label={`First rows: ${title}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
    >
      <table class="dense">
        <thead>
          <tr>
            {places.map((i) => {
              const { name = `${i + 1}`, original = name, type = '' } = columns[i] ?? {}
              return (
                <th key={i} scope="col">
                  {original} <small class="dim">{type}</small>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {places.map((i) => (
                <td key={i}>{row[i] ?? <span class="dim">null</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
