/** Without a token: where one comes from, and a place to paste it. */
import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { useEffect } from 'preact/hooks'
import { get } from '../api/client.ts'
import { type Issuer, leave } from './oauth.ts'
import { signedOut, signIn } from './session.ts'

export function SignIn() {
  const wrong = useSignal('')
  const issuer = useSignal<Issuer | null | undefined>(undefined)
  useEffect(() => {
    get<{ signIn?: Issuer | null }>('/v1').then(
      ({ signIn: there }) => {
        issuer.value = there
      },
      () => {}, // a token can be pasted all the same
    )
  }, [issuer])
  const { value: there } = issuer
  const submitted = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = String(new FormData(event.currentTarget).get('token') ?? '').trim()
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(given)) signIn(given)
    else wrong.value = 'That is not a token: it has three parts with dots between them.'
  }
  return (
    <div class="page narrow">
      <h1>Sign in</h1>
      {signedOut.value && <p class="notice">{signedOut}</p>}
      {there && (
        <p>
          <button type="button" class="main" onClick={() => leave(there)}>
            Sign in with your account
          </button>
        </p>
      )}
      <p>
        On a laptop, open the link that <code>npm start</code> prints: it carries a token. Or paste
        one here; it stays in this tab.
      </p>
      <form onSubmit={submitted} class="stack">
        <label for="token">Token</label>
        <textarea
          id="token"
          name="token"
          rows={4}
          required
          spellcheck={false}
          autocomplete="off"
          aria-describedby="token-wrong"
        />
        <p id="token-wrong" class="wrong" role="status">
          {wrong}
        </p>
        <button type="submit" class="main">
          Sign in
        </button>
      </form>
    </div>
  )
}
