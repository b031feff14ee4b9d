import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorBody } from '@tenon/sdk/contract/tenon-error'

/** Sign-in, sign-out and first set-up: the routes beside the typed API. */
export const serverSession = {
  /** Sets the session's cookie. False when e-mail or password is wrong. */
  async signIn(email: string, password: string): Promise<boolean> {
    const response = await post('/api/auth/sign-in/email', { email, password })
    if (response.ok) return true
    if (response.status === 400 || response.status === 401 || response.status === 403) return false
    throw new TenonError({ code: response.status === 429 ? 'RATE_LIMITED' : 'UNAVAILABLE', message: '' })
  },

  async signOut(): Promise<void> {
    const response = await post('/api/auth/sign-out', {})
    // Of a session that has ended, there is nothing left to end.
    if (response.ok || response.status === 400 || response.status === 401) return
    throw new TenonError({ code: response.status === 429 ? 'RATE_LIMITED' : 'UNAVAILABLE', message: '' })
  },

  /** Makes the first admin with the token of the one-time link. */
  async setUp(input: SetupInput, locale: Locale): Promise<void> {
    const response = await post('/api/setup', input, locale)
    if (response.ok) return
    const body = (await response.json().catch(() => null)) as TenonErrorBody | null
    throw new TenonError({
      code: body?.code ?? 'UNAVAILABLE',
      message: body?.message ?? '',
      problems: body?.problems ?? [],
    })
  },
}

export interface SetupInput {
  token: string
  name: string
  email: string
  password: string
}

async function post(path: string, body: unknown, locale?: Locale): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (locale) headers['accept-language'] = locale
  try {
    return await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  } catch (cause) {
    throw new TenonError({ code: 'UNAVAILABLE', message: '', cause })
  }
}
