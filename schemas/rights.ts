/**
 * Who may what. A machine's token allows what its client was given. A person's allows what the groups of the user pool
 * give (Cognito has no scopes by person: its client may ask for all, and the groups are in the token).
 */
import { type Scope, scopes } from './route.ts'

type Right = Exclude<Scope, 'land' | 'any'> | `land:${string}`

/** Of everybody who can sign in. */
const everybody: Right[] = ['lake:read', 'query:run', 'predict']

/** By their names in the user pool; a group that is called as a scope, e.g. `land:shop`, gives that one. */
export const groups: Record<string, Right[]> = {
  senders: ['land:*'],
  stewards: ['originals:read', 'quarantine:write'],
  modellers: ['model:write'],
  admins: [...scopes, 'land:*'],
}

/** `asked` are the scopes of the token. */
export function rightsOf(asked: string[], memberships: string[]): string[] {
  const given = new Set<string>([
    ...everybody,
    ...memberships.flatMap((name) => (Object.hasOwn(groups, name) ? groups[name]! : [name])),
  ])
  const isAsked = (scope: string): boolean =>
    asked.includes(scope) || (scope.startsWith('land:') && asked.includes('land:*'))
  return [...given].filter(isAsked)
}
