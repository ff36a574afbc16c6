/** How a dataset's files are read, on the page of one of them: what is said, and a form to say it. */
import type { Interpretation, LakeObject } from '../../api/types.ts'
import { query, withQuery } from '../../app/route.ts'
import { Problem } from '../../parts/problem.tsx'
import { Age } from '../../parts/quantity.tsx'
import { plural } from '../../parts/units.ts'
import { saidOf } from './fields.ts'
import { Form } from './form.tsx'
import './reading.css'
import { besideOf, mayPin, urlOf, useRead, useSaid } from './said.ts'

interface Props {
  object: LakeObject
  dataset: string
  /** The file may have been read anew. */
  onEnd(): void
}

export function Reading({ object, dataset, onEnd }: Props) {
  const { said, error, take } = useSaid(urlOf(dataset, object.object), onEnd)
  const isOpen = query.value.has('read')
  const word = said.value
  return (
    <section class="reading" aria-labelledby="reading">
      <header class="reading-head">
        <div>
          <h2 id="reading">How its dataset’s files are read</h2>
          {word && <Words word={word} />}
        </div>
        {word && mayPin(object.key) && !isOpen && (
          <a class="button" href={withQuery({ read: 'otherwise' })}>
            Say how to read them
          </a>
        )}
      </header>
      {Boolean(error.value) && <Problem error={error.value} />}
      {word && <Progress object={object} word={word} />}
      {word && isOpen && mayPin(object.key) && (
        <Form object={object} dataset={dataset} said={word} onSaid={take} />
      )}
    </section>
  )
}

function Words({ word }: { word: Interpretation }) {
  const { pins, by, at } = word
  if (Object.keys(pins).length === 0) {
    const beside = besideOf(word)
    return beside ? (
      <p>
        <strong>{saidOf(beside.pins)}</strong> <span class="dim">· said by {beside.by}</span>
      </p>
    ) : (
      <p class="dim">By what is seen in each of them; nothing is pinned.</p>
    )
  }
  return (
    <p>
      <strong>{saidOf(pins)}</strong>
      {by && (
        <span class="dim">
          {' '}
          · pinned by {by}
          {at && (
            <>
              {' '}
              <Age at={at} word="ago" />
            </>
          )}
        </span>
      )}
    </p>
  )
}

function Progress({ object, word }: { object: LakeObject; word: Interpretation }) {
  const read = useRead(object.key, word.at)
  return (
    <p role="status" class="reading-progress">
      {!word.isReplayed && (
        <>
          <progress aria-label="Files are read anew" /> All files of the dataset are read anew:{' '}
          {plural(read, 'file')} so far. Its table changes file by file.
        </>
      )}
    </p>
  )
}
