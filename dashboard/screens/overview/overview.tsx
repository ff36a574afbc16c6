export default function Overview() {
  return (
    <div class="page">
      <h1>Overview</h1>
    </div>
  )
}
