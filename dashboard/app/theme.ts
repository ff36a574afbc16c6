/** Light, dark, or as the system says. */
import { signal } from '@preact/signals'

const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
const kept = 'hypatia.theme'

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text)
const stored = localStorage.getItem(kept)
export const theme = signal<Theme>(isTheme(stored) ? stored : 'system')

export function applyTheme(): void {
  const { dataset } = document.documentElement
  if (theme.value === 'system') delete dataset.theme
  else dataset.theme = theme.value
}

/** From each to the next, and around. */
export function turnTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
  localStorage.setItem(kept, theme.value)
  applyTheme()
}
