/** A screen that throws says so in its place; the rest of the page stays. */
import { Component, type ComponentChildren } from 'preact'
import { Problem } from '../parts/problem.tsx'

interface Props {
  children: ComponentChildren
  /** Another place is another try. */
  place: string
}

export class Boundary extends Component<Props, { error?: unknown }> {
  static override getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.error) this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    return error ? <Problem error={error} retry={() => location.reload()} /> : this.props.children
  }
}
