export default function File() {
  return (
    <div class="page">
      <h1>File</h1>
    </div>
  )
}
