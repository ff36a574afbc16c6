import { render } from 'preact'
import { comeBack } from './app/oauth.ts'
import { followLinks } from './app/route.ts'
import { takeToken } from './app/session.ts'
import { Shell } from './app/shell.tsx'
import { applyTheme } from './app/theme.ts'

applyTheme()
takeToken()
await comeBack()
followLinks()
render(<Shell />, document.getElementById('app')!)
