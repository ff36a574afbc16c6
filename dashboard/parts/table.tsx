/** The page's furniture: head and first column stay in sight; arrows go from row to row. */
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact'

export interface TableColumn<Row> {
  key: string
  head: ComponentChildren
  /** Below the head, beside what sorts. */
  under?: ComponentChildren
  cell(row: Row): ComponentChildren
  /** Right: numbers. */
  align?: 'left' | 'right'
  /** Whether a press on its head sorts by it. */
  sortable?: boolean
  class?: string
}

export interface Sort {
  key: string
  isDescending: boolean
}

/** `-rows` ↔ `{ key: 'rows', isDescending: true }`: how a sort stands in the URL. */
export const sortOf = (text: string): Sort => ({
  key: text.replace(/^-/, ''),
  isDescending: text.startsWith('-'),
})
export const sortText = ({ key, isDescending }: Sort): string => (isDescending ? `-${key}` : key)

interface Props<Row> {
  /** What the table holds, said to those who do not see it. */
  label: string
  columns: TableColumn<Row>[]
  rows: Row[]
  rowKey(row: Row, index: number): string
  sort?: Sort
  onSort?(sort: Sort): void
  dense?: boolean
  class?: string
}

export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, dense = false } = props
  return (
    <section
      class={`table-frame ${props.class ?? ''}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      onKeyDown={walk}
    >
      <table class={dense ? 'dense' : ''}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={rowKey(row, i)}>
              {columns.map(({ key, cell, align = 'left', class: name = '' }, at) =>
                at === 0 ? (
                  <th key={key} scope="row" class={`${align} ${name}`}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={`${align} ${name}`}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Head<Row>({ column, sort, onSort }: Props<Row> & { column: TableColumn<Row> }) {
  const { key, head, under, align = 'left', sortable, class: name = '' } = column
  const isSorted = sort?.key === key
  const order = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined
  return (
    <th scope="col" class={`${align} ${name}`} {...(order && { 'aria-sort': order })}>
      {sortable && onSort ? (
        <button
          type="button"
          class="sort"
          onClick={() => onSort({ key, isDescending: isSorted ? !sort.isDescending : false })}
        >
          {head}
          <span class="order" aria-hidden="true">
            {isSorted ? (sort.isDescending ? '↓' : '↑') : ''}
          </span>
        </button>
      ) : (
        head
      )}
      {under}
    </th>
  )
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }

/** From one row's link to the next one's. */
function walk(event: TargetedKeyboardEvent<HTMLElement>): void {
  const step = steps[event.key]
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody th a')]
  if (links.length === 0 || (event.target as Element).matches('input, select, textarea')) return
  const row = document.activeElement?.closest('tr')
  const at = links.findIndex((link) => row?.contains(link))
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
