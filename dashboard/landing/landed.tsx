/** One file that lands: how far it is, and in the end its table or its reason. */

import { wayOf } from '../parts/objectway.ts'
import { Bytes, Count } from '../parts/quantity.tsx'
import { Way } from '../parts/way.tsx'
import { errorText, type Landing } from './land.ts'

export function Landed({ landing }: { landing: Landing }) {
  const { file, source, dataset, step, sent, object, error } = landing
  return (
    <li>
      <p class="landing-head">
        <strong>{file.name}</strong>
        <span class="dim">
          {source} / {dataset}
        </span>
        <span class="line-end">
          <Bytes value={file.size} />
        </span>
      </p>
      {(step === 'summing' || step === 'sending') && (
        <progress
          aria-label={`Sending ${file.name}`}
          {...(step === 'sending' && { value: sent })}
        />
      )}
      <div class="landing-foot" role="status">
        {step === 'waiting' && <span class="dim">waits for the others</span>}
        {step === 'summing' && <span class="dim">taking its checksum</span>}
        {step === 'sending' && <span class="dim">{Math.floor(sent * 100)} % sent</span>}
        {step === 'on its way' && (
          <Way {...(object ? wayOf(object) : { raw: 'next', lake: 'next' })} />
        )}
        {step === 'failed' && <span class="bad">✕ {errorText(error)}</span>}
        {step === 'ended' && <Ended landing={landing} />}
      </div>
    </li>
  )
}

function Ended({ landing: { object } }: { landing: Landing }) {
  if (!object) return null
  const { state, table, rows, reason, object: id } = object
  if (state === 'committed' && table) {
    return (
      <>
        <Way {...wayOf(object)} />
        <span class="line-end">
          <Count value={rows ?? 0} of={rows === 1 ? 'row' : 'rows'} /> in{' '}
          <a href={`/datasets/${table}`}>{table}</a>
        </span>
      </>
    )
  }
  return (
    <p>
      <span class={state === 'quarantined' ? 'bad' : 'attention'}>
        {state === 'quarantined' ? '✕ In quarantine: ' : '▫ Kept, but no table: '}
      </span>
      {reason?.detail} <span class="dim">{reason?.remedy}</span>{' '}
      <a href={`/files/${id}`}>Its story</a>
    </p>
  )
}
