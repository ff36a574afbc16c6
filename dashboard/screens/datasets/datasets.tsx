export default function Datasets() {
  return (
    <div class="page">
      <h1>Datasets</h1>
    </div>
  )
}
