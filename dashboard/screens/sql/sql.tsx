/** SQL: a statement above, its rows below, and what it costs between them. Statement and query are in the address. */
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { beat } from '../../api/live.ts'
import { useResource } from '../../api/resource.ts'
import type { DatasetList } from '../../api/types.ts'
import { query as address, go, withQuery } from '../../app/route.ts'
import { Between } from './between.tsx'
import { Complaints } from './complaints.tsx'
import type { Schema } from './completion.ts'
import type { Editor } from './editor.ts'
import { EditorPlace } from './editorplace.tsx'
import { History } from './history.tsx'
import { Outcome } from './outcome.tsx'
import { type Complaint, complaintOf, detailOf } from './place.ts'
import { Run } from './run.ts'
import { useSchema } from './schema.ts'
import { Split } from './split.tsx'
import './sql.css'

const addressCharactersMax = 6000
const settleMs = 300

/** What was last written: another screen may have been between. */
let draft: string | undefined

export default function Sql() {
  const run = useMemo(() => new Run(), [])
  const { data } = useResource<DatasetList>('/v1/datasets?limit=1000', { again: beat })
  const datasets = data?.datasets.filter(({ state }) => state === 'ready')
  const { editor, text, ran, write } = useStatement(run)
  const schema = useSchema(datasets ?? [], text)
  const isHistory = useSignal(false)
  const complaint = useComputed(() => complaintIn(ran.value, run.error.value, schema.value))
  useTold(editor, complaint, schema)

  function start(): void {
    const chosen = editor.current?.chosen() ?? { sql: text.value, from: 0 }
    if (!chosen.sql.trim()) return
    ran.value = chosen
    void run.start(chosen.sql)
  }
  const above = (
    <EditorPlace
      {...{ text: text.peek(), start, editor }}
      schema={() => schema.peek()}
      cancel={() => run.cancel()}
      onChange={(sql) => {
        text.value = sql
      }}
    />
  )
  return (
    <div class="sql">
      <h1 class="hidden">SQL</h1>
      <Split above={above}>
        <div class="sql-line">
          <Between run={run} sql={text.value} onRun={start} />
          <button
            type="button"
            class="quiet"
            onClick={() => {
              isHistory.value = true
            }}
          >
            History
          </button>
        </div>
        <Complaints
          error={run.error.value}
          complaint={complaint.value}
          onUse={({ range, replacement }) => {
            if (range && replacement) editor.current?.replace(range, replacement)
          }}
        />
        <Outcome {...{ run, datasets, write, start }} />
      </Split>
      {isHistory.value && (
        <History
          onClose={() => {
            isHistory.value = false
          }}
          onPick={({ id, sql }) => {
            isHistory.value = false
            write(sql)
            void run.open(id)
          }}
        />
      )}
    </div>
  )
}

/** What the editor is told: where the statement is wrong, and that more of the tables is known. */
function useTold(
  editor: { current: Editor | undefined },
  complaint: ReadonlySignal<Complaint | undefined>,
  schema: ReadonlySignal<Schema>,
): void {
  useSignalEffect(() => {
    const found = complaint.value
    editor.current?.complain(found)
  })
  useSignalEffect(() => {
    if (schema.value) editor.current?.offerAnew()
  })
}

interface Chosen {
  sql: string
  /** Where it begins in the editor. */
  from: number
}

function complaintIn({ sql, from }: Chosen, error: unknown, schema: Schema): Complaint | undefined {
  const detail = detailOf(error)
  if (detail === undefined) return undefined
  const found = complaintOf(detail, sql, schema)
  const range = found.range && { from: found.range.from + from, to: found.range.to + from }
  return { ...found, ...(range && { range }) }
}

/** The statement in the editor, in the address, and as it was run. */
function useStatement(run: Run) {
  const text = useSignal(address.peek().get('sql') ?? draft ?? '')
  const ran = useSignal<Chosen>({ sql: '', from: 0 })
  const editor = useRef<Editor | undefined>(undefined)
  function write(sql: string): void {
    text.value = sql
    ran.value = { sql, from: 0 }
    editor.current?.setText(sql)
  }
  useSignalEffect(() => {
    const sql = address.value.get('sql')
    if (sql !== null && sql !== text.peek()) write(sql)
    const id = address.value.get('query')
    if (id && id !== run.query.peek()?.id) void run.open(id)
  })
  useSignalEffect(() => {
    const now = run.query.value
    if (!now) return
    if (!text.peek().trim()) write(now.sql)
    if (ran.peek().sql === '') ran.value = { sql: now.sql, from: 0 }
    if (address.peek().get('query') !== now.id) go(addressOf(text.peek(), now.id))
  })
  useSignalEffect(() => {
    const sql = text.value
    draft = sql
    const timer = setTimeout(() => {
      if ((address.peek().get('sql') ?? '') === sql) return
      const now = run.query.peek()
      go(addressOf(sql, now && sql.includes(now.sql) ? now.id : undefined), { replace: true })
    }, settleMs)
    return () => clearTimeout(timer)
  })
  useEffect(() => () => run.leave(), [])
  return { editor, text, ran, write }
}

const addressOf = (sql: string, id: string | undefined): string =>
  withQuery({ sql: sql.length <= addressCharactersMax ? sql : undefined, query: id })
