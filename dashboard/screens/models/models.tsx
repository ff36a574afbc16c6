/** What can be predicted: a card a model. */
import { useResource } from '../../api/resource.ts'
import { Copyable } from '../../parts/copy.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { plural } from '../../parts/units.ts'
import type { ModelList, ModelSummary } from './api.ts'
import { Quality } from './quality.tsx'
import './models.css'

export default function Models() {
  const { data, error, reload } = useResource<ModelList>('/v1/models')
  if (!data) {
    return error ? (
      <Problem error={error} retry={reload} place="Models" />
    ) : (
      <Loading what="The models" />
    )
  }
  return (
    <div class="page">
      <h1>Models</h1>
      {data.models.length === 0 ? (
        <NoModels />
      ) : (
        <ul class="cards">
          {data.models.map((model) => (
            <Card key={model.name} model={model} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Card({ model }: { model: ModelSummary }) {
  const { name, description, live, versions, runtime, inputs, metrics } = model
  return (
    <li>
      <h2>
        <a href={`/models/${name}`}>{description}</a>
      </h2>
      <p class="dim">
        <code>{name}</code> · {live === null ? 'no live version' : `version ${live} is live`} of{' '}
        {versions.length} · {plural(inputs, 'input')} · {runtime}
      </p>
      {metrics && <Quality metrics={metrics} />}
    </li>
  )
}

function NoModels() {
  return (
    <Empty title="No model is registered yet.">
      <p>
        A model is a folder with <code>model.onnx</code>, its <code>model.json</code> and rows to
        try, <code>sample.json</code>:
      </p>
      <Copyable
        label="the command that registers a model"
        text="npx hypatia model register <folder>"
      />
    </Empty>
  )
}
