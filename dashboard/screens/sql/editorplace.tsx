/** Where the editor opens; until its chunk is here one can write already. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Schema } from './completion.ts'
import type { Editor } from './editor.ts'

interface Props {
  text: string
  editor: { current: Editor | undefined }
  schema(): Schema
  onChange(text: string): void
  start(): void
  cancel(): void
}

export function EditorPlace({ text, editor, schema, onChange, start, cancel }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const plain = useRef<HTMLTextAreaElement>(null)
  const isOpen = useSignal(false)
  const act = useRef({ start, cancel, onChange })
  act.current = { start, cancel, onChange }
  useEffect(() => {
    let isGone = false
    void import('./editor.ts').then(({ openEditor }) => {
      if (isGone || !place.current) return
      const hadFocus =
        document.activeElement === plain.current || document.activeElement === document.body
      editor.current = openEditor({
        parent: place.current,
        text: plain.current?.value ?? text,
        schema,
        onChange: (sql) => act.current.onChange(sql),
        onRun: () => act.current.start(),
        onCancel: () => act.current.cancel(),
      })
      isOpen.value = true
      if (hadFocus) editor.current.focus()
    })
    return () => {
      isGone = true
      editor.current?.close()
      editor.current = undefined
    }
  }, [])
  return (
    <div class="editor">
      <div class="editor-place" ref={place} />
      {!isOpen.value && (
        <textarea
          ref={plain}
          aria-label="SQL statement"
          placeholder="select …"
          spellcheck={false}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            start()
          }}
        >
          {text}
        </textarea>
      )}
    </div>
  )
}
