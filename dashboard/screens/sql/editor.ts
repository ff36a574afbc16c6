/**
 * The editor: CodeMirror in a shadow root, where its styles are a constructed sheet, so that the page's policy needs no
 * exception for inline ones. Its colours are the page's own tokens, which reach into the shadow.
 */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { SQLDialect } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Schema, suggest } from './completion.ts'
import type { Complaint } from './place.ts'
import { functions, keywords, types } from './trino.ts'

const dialect = SQLDialect.define({
  ...{ keywords, types, builtin: functions },
  identifierQuotes: '"',
  caseInsensitiveIdentifiers: true,
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--lapis)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--sea)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ochre)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ochre)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--dim)', fontStyle: 'italic' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '22px', overflow: 'auto' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--lapis)' },
  '.cm-line': { padding: '0 16px' },
  '.cm-cursor': { borderLeft: '2px solid var(--lapis)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--dim)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '40px', padding: '0 0 0 16px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--select)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--wash)',
    outline: '1px solid var(--line)',
  },
  '.cm-placeholder': { color: 'var(--dim)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--brick) 1.5px',
    textUnderlineOffset: '4px',
    paddingBottom: '0',
  },
  '.cm-tooltip': {
    border: '1px solid var(--hairline)',
    borderRadius: '6px',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    boxShadow: 'var(--float)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-lint': { padding: '4px 8px', maxWidth: '480px' },
  '.cm-diagnostic': { padding: '2px 4px', border: 'none', fontFamily: 'var(--sans)' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 12px 3px 8px', lineHeight: '20px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--lapis)',
    color: 'var(--on-lapis)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { fontStyle: 'normal', marginLeft: '12px', opacity: '0.75' },
  '.cm-completionIcon': { opacity: '0.75', width: '16px' },
})

export interface Editor {
  text(): string
  setText(text: string): void
  /** What is selected, and where it begins; the whole where nothing is. */
  chosen(): { sql: string; from: number }
  complain(complaint: Complaint | undefined): void
  /** Writes over a range, and puts the cursor behind it. */
  replace(range: { from: number; to: number }, text: string): void
  /** What is offered just now is offered anew: more is known. */
  offerAnew(): void
  focus(): void
  close(): void
}

interface Options {
  parent: HTMLElement
  text: string
  schema(): Schema
  onChange(text: string): void
  onRun(): void
  onCancel(): void
}

export function openEditor(options: Options): Editor {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' })
  const complete = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const found = suggest(state.doc.toString(), pos, options.schema())
    if (!found || (found.from === pos && !explicit && !/[.\s]$/.test(state.sliceDoc(0, pos))))
      return null
    return {
      from: found.from,
      options: found.options.map(({ type, ...option }) => ({
        ...option,
        type: kinds[type],
        boost: boosts[type],
      })),
      validFor: /^"?[\w\p{L}\p{M}\p{N}\p{So}]*$/u,
    }
  }
  const keys = [
    { key: 'Mod-Enter', run: () => done(options.onRun) },
    { key: 'Shift-Mod-Enter', run: () => done(options.onRun) },
    { key: 'Mod-.', run: () => done(options.onCancel) },
    { key: 'Tab', run: take },
  ]
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of(keys)),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        dialect.language,
        syntaxHighlighting(colours),
        autocompletion({ override: [complete], interactionDelay: 0 }),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        placeholder('select …'),
        EditorView.contentAttributes.of({ 'aria-label': 'SQL statement', spellcheck: 'false' }),
        EditorView.lineWrapping,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString())
        }),
        look,
      ],
    }),
  })
  return controls(view)
}

const kinds = { column: 'property', table: 'class', function: 'function', keyword: 'keyword' }
const boosts = { column: 3, table: 2, function: 1, keyword: 0 }

/** Where nothing is offered, nor about to be, Tab leads on, as everywhere. */
const take = (view: EditorView): boolean =>
  acceptCompletion(view) || completionStatus(view.state) !== null

function done(act: () => void): true {
  act()
  return true
}

function controls(view: EditorView): Editor {
  return {
    text: () => view.state.doc.toString(),
    setText(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
    },
    chosen() {
      const { from, to } = view.state.selection.main
      const picked = view.state.sliceDoc(from, to)
      return picked.trim() ? { sql: picked, from } : { sql: view.state.doc.toString(), from: 0 }
    },
    complain(complaint) {
      const end = view.state.doc.length
      const { range, message } = complaint ?? {}
      const marks =
        range && message !== undefined && range.to <= end
          ? [{ ...range, severity: 'error' as const, message }]
          : []
      view.dispatch(setDiagnostics(view.state, marks))
    },
    replace({ from, to }, text) {
      const selection = { anchor: from + text.length }
      view.dispatch({ changes: { from, to, insert: text }, selection, scrollIntoView: true })
      view.focus()
    },
    offerAnew() {
      if (completionStatus(view.state)) startCompletion(view)
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  }
}
