export default function Dataset() {
  return (
    <div class="page">
      <h1>Dataset</h1>
    </div>
  )
}
