import { render } from 'preact'
import { followLinks } from './app/route.ts'
import { takeToken } from './app/session.ts'
import { Shell } from './app/shell.tsx'
import { applyTheme } from './app/theme.ts'

applyTheme()
takeToken()
followLinks()
render(<Shell />, document.getElementById('app')!)
