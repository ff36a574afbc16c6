/** The offending line, read from the file itself, with its place marked. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ask } from '../../api/client.ts'
import type { LakeObject, Reason } from '../../api/types.ts'
import { countText } from '../../parts/units.ts'
import { afterBytes, beforeBytes, type Line, linesAround } from './lines.ts'

interface Props {
  object: LakeObject
  at: NonNullable<Reason['at']>
}

export function Place({ object, at }: Props) {
  const lines = useSignal<Line[] | undefined>(undefined)
  const { line, byte, excerpt } = at
  useEffect(() => {
    lines.value = undefined
    if (line === undefined || byte === undefined) return
    const abort = new AbortController()
    readAround(object.object, { line, byte, excerpt }, abort.signal).then(
      (found) => {
        lines.value = found
      },
      () => undefined, // the excerpt is shown instead
    )
    return () => abort.abort()
  }, [object.object, byte])
  const words = [
    line !== undefined && `line ${countText(line)}`,
    byte !== undefined && `byte ${countText(byte)}`,
  ].filter(Boolean)
  const shown: Line[] = lines.value ?? (excerpt ? [{ number: line ?? 1, text: excerpt }] : [])
  return (
    <section class="fault" aria-label="Where">
      <h2>Where: {words.join(', ')}</h2>
      {shown.length > 0 && <Lines lines={shown} at={line} />}
    </section>
  )
}

function Lines({ lines, at }: { lines: Line[]; at: number | undefined }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <ol class="fault-lines" tabIndex={0} aria-label="Lines of the file">
      {lines.map(({ number, text, mark }) => (
        <li key={number} class={number === at ? 'here' : ''}>
          <span class="fault-number">{countText(number)}</span>
          <code>
            {mark === undefined ? (
              text
            ) : (
              <>
                {text.slice(0, mark)}
                <mark title="Here">{text.slice(mark, mark + 1) || '⏎'}</mark>
                {text.slice(mark + 1)}
              </>
            )}
          </code>
        </li>
      ))}
    </ol>
  )
}

async function readAround(
  id: string,
  fault: { line: number; byte: number; excerpt: string | undefined },
  signal: AbortSignal,
): Promise<Line[] | undefined> {
  const start = Math.max(0, fault.byte - beforeBytes)
  const headers = { accept: '*/*', range: `bytes=${start}-${fault.byte + afterBytes}` }
  const answer = await ask('GET', `/v1/objects/${id}/content`, undefined, { headers, signal })
  return linesAround(new Uint8Array(await answer.arrayBuffer()), start, fault)
}
