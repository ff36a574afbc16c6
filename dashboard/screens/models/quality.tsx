/** How good a model is, beside what a simpler guess reaches on the same rows. */
import { countText } from '../../parts/units.ts'
import type { Metrics } from './api.ts'

export function Quality({ metrics }: { metrics: Metrics }) {
  const { auc, baseline, rows, description } = metrics
  return (
    <div class="quality">
      <dl>
        <Measure name="This model" value={auc} />
        <Measure name={sentenceCase(baseline.description)} value={baseline.auc} dim />
      </dl>
      <p class="dim">
        Of two rows, one of each kind, how often it tells which is which: one half is chance.{' '}
        {description}, {countText(rows)} rows.
      </p>
    </div>
  )
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function Measure({ name, value, dim = false }: { name: string; value: number; dim?: boolean }) {
  const share = Math.max(0, Math.min(1, (value - 0.5) * 2))
  return (
    <div class={dim ? 'measure simpler' : 'measure'}>
      <dt>{name}</dt>
      <dd>
        <span class="measure-bar" aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
        <span class="figure">{value.toFixed(3)}</span>
      </dd>
    </div>
  )
}
