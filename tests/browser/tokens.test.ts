/** Colours that can be read: every pair of text and ground, computed from the style sheet's own lines. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

type Theme = 'light' | 'dark'
const sheet = readFileSync('dashboard/style/tokens.css', 'utf8')

const colours = new Map(
  [...sheet.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

function colour(name: string, theme: Theme): string {
  const found = colours.get(name)
  if (!found) throw new Error(`tokens.css has no plain colour --${name}`)
  return found[theme]
}

/** WCAG's relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['paper', 'raised', 'sunk']
const texts = ['ink', 'dim', 'lapis', 'ochre', 'brick', 'sea']

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(texts)('%s reads at 4.5 : 1 on every ground', (text) => {
    const low = grounds
      .map((ground) => [ground, contrast(colour(text, theme), colour(ground, theme))] as const)
      .filter(([, ratio]) => ratio < 4.5)
    expect(low).toEqual([])
  })

  test('what is written on lapis reads, and edges of fields are seen', () => {
    expect(contrast(colour('on-lapis', theme), colour('lapis', theme))).toBeGreaterThan(4.5)
    for (const ground of grounds)
      expect(contrast(colour('edge', theme), colour(ground, theme))).toBeGreaterThan(3)
  })
})
