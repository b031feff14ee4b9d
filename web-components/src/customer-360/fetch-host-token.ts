import { TenonError } from '@tenon/sdk/contract/tenon-error'

/**
 * Asks the host site's own server who its visitor is. By POST and in the body, so that no token is ever part of a
 * URL or a cache. The server answers `{ "token": "…" }`.
 */
export async function fetchHostToken(url: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { accept: 'application/json' }, cache: 'no-store' })
  const body = response.ok ? ((await response.json()) as { token?: unknown }) : null
  if (typeof body?.token === 'string') return body.token
  const denied = response.status === 401 || response.status === 403
  throw new TenonError({
    code: denied ? 'UNAUTHENTICATED' : 'UNAVAILABLE',
    message: `The site's server gave no embed token (HTTP ${response.status} from ${url}).`,
  })
}
