/** The state of the lake in one sentence; each number leads to what it counts. */
import type { Overview } from '../../api/types.ts'
import { Age, Bytes, Count } from '../../parts/quantity.tsx'

export function Sentence({ whole }: { whole: Overview }) {
  const { datasets, rows, bytes, updatedAt, quarantined, isQuarantineWhole } = whole
  if (datasets === 0 && quarantined === 0) return <h1 class="sentence">Nothing has landed yet.</h1>
  return (
    <h1 class="sentence">
      <a href="/datasets">
        <Count value={datasets} /> {datasets === 1 ? 'dataset' : 'datasets'}
      </a>
      {', '}
      <a href="/datasets?sort=-rows">
        <Count value={rows} about /> rows
      </a>
      {', '}
      <a href="/datasets?sort=-bytes">
        <Bytes value={bytes} />
      </a>
      {updatedAt && (
        <>
          {'; '}
          <a href="/activity">
            last file <Age at={updatedAt} word="ago" />
          </a>
        </>
      )}
      {'; '}
      <a href="/quarantine" class={quarantined > 0 ? 'attention' : ''}>
        {isQuarantineWhole === false && 'at least '}
        {quarantined > 0 ? <Count value={quarantined} /> : 'nothing'} in quarantine
      </a>
      .
    </h1>
  )
}
