/** Rows of a result, as many as there are: only those in sight are drawn. Arrows walk, Ctrl-C takes along. */
// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave rows out that are not in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says which cell is active
import { type Signal, useComputed, useSignal } from '@preact/signals'
import type { RefObject, TargetedEvent, TargetedKeyboardEvent } from 'preact'
import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import { cellOf, columnWidths, copied, copiedRow, isNumeric } from './cell.ts'
import { type Place, steps } from './gridkeys.ts'
import { type Result, type Run, rowsMax } from './run.ts'

const rowPx = 28
const gutterPx = 64
const beyondRows = 12
const aheadRows = 200

export function Grid({ result, run }: { result: Result; run: Run }) {
  const { columns, rows, next, query } = result
  const frame = useRef<HTMLDivElement>(null)
  const id = useId()
  const place = useSignal<Place>({ row: 0, column: 0 })
  const said = useSignal('')
  const sight = useSight(frame, query.id)
  const widths = useMemo(() => columnWidths(columns, rows), [query.id])
  const template = `${gutterPx}px ${widths.map((px) => `${px}px`).join(' ')}`
  const totalPx = gutterPx + widths.reduce((sum, px) => sum + px, 0)
  useEffect(() => {
    place.value = { row: 0, column: 0 }
  }, [query.id])
  useEffect(() => {
    const isNear = sight.first + sight.count > rows.length - aheadRows
    if (isNear && sight.first > 0 && next && rows.length < rowsMax) void run.more()
  }, [sight.first, rows.length])

  async function copy(isRow: boolean): Promise<void> {
    const { row, column } = place.value
    const values = rows[row] ?? []
    const value = values[column] ?? null
    await navigator.clipboard.writeText(isRow ? copiedRow(values) : copied(value))
    said.value = isRow ? `Row ${row + 1} copied` : 'Cell copied'
  }

  async function walk(event: TargetedKeyboardEvent<HTMLElement>): Promise<void> {
    const isMod = event.ctrlKey || event.metaKey
    const isCopy = isMod && event.key.toLowerCase() === 'c'
    const last = { row: rows.length - 1, column: columns.length - 1, page: sight.page }
    const to = steps(event.key, isMod, place.value, last)
    if (!to && !isCopy) return
    event.preventDefault()
    if (!to) return copy(event.shiftKey)
    const show = (to: Place) => {
      place.value = to
      reveal(frame.current, to, widths)
    }
    show(to)
    if (event.key !== 'End' || !isMod || !next) return
    await run.more(rowsMax)
    show({ ...to, row: (run.result.value?.rows.length ?? 1) - 1 })
  }

  return (
    <>
      <div
        class="grid"
        ref={frame}
        role="grid"
        aria-label="Result"
        aria-rowcount={next ? -1 : rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={`${id}-${place.value.row}-${place.value.column}`}
        tabIndex={0}
        onScroll={sight.onScroll}
        onKeyDown={walk}
      >
        <div
          class="grid-inside"
          style={{ width: `${totalPx}px`, height: `${(rows.length + 1) * rowPx}px` }}
        >
          <Head columns={columns} template={template} />
          <Rows {...{ rows, columns, template, id, sight, place }} />
        </div>
      </div>
      <Foot {...{ result, place: place.value, said: said.value, copy }} />
    </>
  )
}

interface RowsProps extends Pick<RowProps, 'columns' | 'template' | 'id'> {
  rows: Result['rows']
  sight: { first: number; count: number }
  place: Signal<Place>
}

function Rows({ rows, sight, place, ...shared }: RowsProps) {
  const { row, column } = place.value
  return rows.slice(sight.first, sight.first + sight.count).map((values, at) => {
    const index = sight.first + at
    return (
      <Row
        key={index}
        {...{ index, values, ...shared }}
        active={index === row ? column : undefined}
        onPick={(column) => {
          place.value = { row: index, column }
        }}
      />
    )
  })
}

/** Which rows are in sight, and some beyond. */
function useSight(frame: RefObject<HTMLDivElement | null>, of: string) {
  const top = useSignal(0)
  const height = useSignal(400)
  const first = useComputed(() => Math.max(0, Math.floor(top.value / rowPx) - beyondRows))
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    top.value = 0
    frame.current?.scrollTo(0, 0)
  }, [of])
  return {
    first: first.value,
    count: Math.ceil(height.value / rowPx) + 2 * beyondRows,
    page: Math.max(1, Math.floor(height.value / rowPx) - 2),
    onScroll: (event: TargetedEvent<HTMLElement>) => {
      top.value = event.currentTarget.scrollTop
    },
  }
}

/** Scrolls as little as shows the cell, beside head and row numbers. */
function reveal(frame: HTMLElement | null, { row, column }: Place, widths: number[]): void {
  if (!frame) return
  const y = row * rowPx
  const height = frame.clientHeight - rowPx
  if (y < frame.scrollTop) frame.scrollTop = y
  else if (y + rowPx > frame.scrollTop + height) frame.scrollTop = y + rowPx - height
  const x = widths.slice(0, column).reduce((sum, px) => sum + px, 0)
  const right = x + (widths[column] ?? 0)
  const width = frame.clientWidth - gutterPx
  if (x < frame.scrollLeft) frame.scrollLeft = x
  else if (right > frame.scrollLeft + width) frame.scrollLeft = right - width
}

function Head({ columns, template }: Pick<RowProps, 'columns' | 'template'>) {
  return (
    <div class="grid-row grid-head" role="row" style={{ gridTemplateColumns: template }}>
      <span role="columnheader" class="grid-number" aria-label="Row">
        {' '}
      </span>
      {columns.map(({ name, type }, i) => (
        <span
          key={i}
          role="columnheader"
          class={isNumeric(type) ? 'right' : ''}
          title={`${name}: ${type}`}
        >
          {name} <small>{type}</small>
        </span>
      ))}
    </div>
  )
}

interface RowProps {
  index: number
  values: Result['rows'][number]
  columns: Result['columns']
  template: string
  id: string
  active: number | undefined
  onPick(column: number): void
}

function Row({ index, values, columns, template, id, active, onPick }: RowProps) {
  return (
    <div
      class="grid-row"
      role="row"
      aria-rowindex={index + 2}
      style={{ gridTemplateColumns: template, transform: `translateY(${(index + 1) * rowPx}px)` }}
    >
      <span class="grid-number" role="rowheader">
        {index + 1}
      </span>
      {columns.map(({ name, type }, i) => {
        const { text, kind } = cellOf(values[i] ?? null, type, name)
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keyboard
          <span
            key={i}
            id={`${id}-${index}-${i}`}
            role="gridcell"
            class={`cell ${kind} ${isNumeric(type) ? 'right' : ''}`}
            aria-selected={active === i}
            onClick={() => onPick(i)}
          >
            {text}
          </span>
        )
      })}
    </div>
  )
}

interface FootProps {
  result: Result
  place: Place
  said: string
  copy(isRow: boolean): Promise<void>
}

/** The whole of the cell that is looked at: a cell of the grid may be too narrow for it. */
function Foot({ result, place, said, copy }: FootProps) {
  const column = result.columns[place.column]
  const values = result.rows[place.row]
  if (!column || !values) return null
  const { text, kind } = cellOf(values[place.column] ?? null, column.type, column.name)
  return (
    <div class="grid-foot">
      <span class="dim">
        {column.name}, row {place.row + 1}
      </span>
      <span class={`cell whole ${kind}`}>{text}</span>
      <span class="grid-said dim" role="status">
        {said}
      </span>
      <button type="button" class="quiet" title="Ctrl or ⌘ C" onClick={() => copy(false)}>
        Copy cell
      </button>
      <button type="button" class="quiet" title="Ctrl or ⌘ Shift C" onClick={() => copy(true)}>
        Copy row
      </button>
    </div>
  )
}
