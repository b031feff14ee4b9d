import type { Credentials, RequestHeaders } from './authenticated.ts'
import { identityError } from './identity-error.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser adds the session cookie to requests that other sites' pages make; the cookie's SameSite=Lax stops most
 * of them, this stops the rest. A changing request must say that it comes from one of our own pages.
 * @throws TenonError FORBIDDEN
 */
export function checkSameOrigin({ headers, method, locale }: Credentials, baseUrl: string): void {
  if (SAFE_METHODS.has(method)) return
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site === null ? isOwnOrigin(origin, headers, baseUrl) : site === 'same-origin') return
  throw identityError(locale, {
    code: 'FORBIDDEN',
    message: {
      en: 'A request with a session cookie must come from a page of this server (Origin or Sec-Fetch-Site).',
      'zh-CN': '携带会话 Cookie 的请求必须来自本服务器的页面（Origin 或 Sec-Fetch-Site）。',
    },
  })
}

/** Also by the Host header, which a page cannot choose: the server may be reached by several names. */
function isOwnOrigin(origin: string | null, headers: RequestHeaders, baseUrl: string): boolean {
  if (origin === null || !URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.origin === new URL(baseUrl).origin || url.host === headers.get('host')
}
