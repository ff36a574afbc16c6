/** An empty lake: the next step, ready to run. */
import { Copyable } from '../parts/copy.tsx'
import { Empty } from '../parts/empty.tsx'

export function Beginning() {
  return (
    <Empty title="Drop a CSV, JSON or Parquet file anywhere here: a moment later it is a table.">
      <p class="dim">Or land one from a shell, beside the laptop:</p>
      <Copyable
        label="the command that lands a file"
        text="npx hypatia land <file> --source you --dataset things"
      />
    </Empty>
  )
}
