/** The screens by their addresses; each comes in a chunk of its own when it is first asked for. */
import type { ComponentType } from 'preact'
import { match, type ScreenProps } from './route.ts'

type Component = ComponentType<{ params: Record<string, string> }>

export interface Screen {
  pattern: string
  title: string
  /** Where it stands in the navigation; absent: below another screen. */
  nav?: { key: string }
  load(): Promise<Component>
}

function screen<Pattern extends string>(
  pattern: Pattern,
  title: string,
  load: () => Promise<{ default: ComponentType<ScreenProps<Pattern>> }>,
  nav?: Screen['nav'],
): Screen {
  const loaded = async () => (await load()).default as Component
  return { pattern, title, load: loaded, ...(nav && { nav }) }
}

export const screens: Screen[] = [
  screen('/', 'Overview', () => import('../screens/overview/overview.tsx'), { key: 'o' }),
  screen('/datasets', 'Datasets', () => import('../screens/datasets/datasets.tsx'), { key: 'd' }),
  screen('/datasets/:name', 'Dataset', () => import('../screens/dataset/dataset.tsx')),
  screen('/sql', 'SQL', () => import('../screens/sql/sql.tsx'), { key: 's' }),
  screen('/models', 'Models', () => import('../screens/models/models.tsx'), { key: 'm' }),
  screen('/models/:model', 'Model', () => import('../screens/models/model.tsx')),
  screen('/sources', 'Sources', () => import('../screens/sources/sources.tsx'), { key: 'f' }),
  screen('/sources/:source', 'Source', () => import('../screens/sources/source.tsx')),
  screen('/activity', 'Activity', () => import('../screens/activity/activity.tsx'), { key: 'a' }),
  screen('/quarantine', 'Quarantine', () => import('../screens/quarantine/quarantine.tsx'), {
    key: 'q',
  }),
  screen('/quarantine/:object', 'Quarantined', () => import('../screens/quarantine/object.tsx')),
  screen('/files/:object', 'File', () => import('../screens/file/file.tsx')),
]

export interface Found {
  screen: Screen
  params: Record<string, string>
}

export function screenAt(pathname: string): Found | undefined {
  for (const one of screens) {
    const params = match(one.pattern, pathname)
    if (params) return { screen: one, params }
  }
  return undefined
}
