/** The frame of every screen: where one is, where one can go, whether it is live. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { follow, liveState } from '../api/live.ts'
import { Drop, LandButton } from '../landing/drop.tsx'
import { Empty } from '../parts/empty.tsx'
import { LiveDot } from '../parts/live.tsx'
import { Loading, Mark } from '../parts/loading.tsx'
import { Problem } from '../parts/problem.tsx'
import { Boundary } from './boundary.tsx'
import { path } from './route.ts'
import { screenAt, screens } from './screens.ts'
import { token } from './session.ts'
import { SignIn } from './signin.tsx'
import { theme, turnTheme } from './theme.ts'

export function Shell() {
  const isFollowing = useComputed(() => token.value !== undefined && liveState.value !== 'paused')
  useSignalEffect(() => {
    if (!isFollowing.value) return
    const abort = new AbortController()
    void follow(abort.signal)
    return () => abort.abort()
  })
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <Bar />
      <main id="main" tabIndex={-1}>
        {token.value ? <Place /> : <SignIn />}
      </main>
      <Drop />
    </>
  )
}

function Bar() {
  return (
    <header class="bar">
      <a class="home" href="/" aria-label="Hypatia, overview">
        <Mark />
        <span>Hypatia</span>
      </a>
      {token.value && <Navigation />}
      <div class="bar-end">
        {token.value && <LiveDot />}
        {token.value && <LandButton />}
        <button type="button" class="quiet" onClick={turnTheme} title="Theme: system, light, dark">
          {theme.value}
          <span class="wide-word"> theme</span>
        </button>
      </div>
    </header>
  )
}

function Navigation() {
  const first = path.value.split('/')[1] ?? ''
  return (
    <nav aria-label="Screens">
      {screens
        .filter(({ nav }) => nav)
        .map(({ pattern, title }) => {
          const isHere = pattern.split('/')[1] === (first === 'files' ? 'datasets' : first)
          return (
            <a key={pattern} href={pattern} {...(isHere && { 'aria-current': 'page' as const })}>
              {title}
            </a>
          )
        })}
    </nav>
  )
}

type Component = ComponentType<{ params: Record<string, string> }>
const loaded = new Map<string, Component>()

/** The screen at the present address, once its chunk is here. */
function Place() {
  const found = useComputed(() => screenAt(path.value))
  const arrived = useSignal<{ pattern: string; Screen?: Component; error?: unknown } | undefined>(
    undefined,
  )
  useSignalEffect(() => {
    const screen = found.value?.screen
    document.title = screen ? `${screen.title} · Hypatia` : 'Hypatia'
    if (!screen || loaded.has(screen.pattern)) return
    const { pattern } = screen
    screen.load().then(
      (Screen) => {
        loaded.set(pattern, Screen)
        arrived.value = { pattern, Screen }
      },
      (error: unknown) => {
        arrived.value = { pattern, error }
      },
    )
  })
  void arrived.value
  if (!found.value) return <Nowhere />
  const { screen, params } = found.value
  const Screen = loaded.get(screen.pattern)
  const { error } = arrived.value?.pattern === screen.pattern ? arrived.value : {}
  if (error) return <Problem error={error} place={screen.title} retry={() => location.reload()} />
  if (!Screen) return <Loading what={screen.title} />
  return (
    <Boundary place={path.value}>
      <Screen key={path.value} params={params} />
    </Boundary>
  )
}

function Nowhere() {
  return (
    <div class="page">
      <h1>Nothing at this address</h1>
      <Empty title="The link is old, or has a letter too many.">
        <p>
          <a href="/">To the overview</a>
        </p>
      </Empty>
    </div>
  )
}
