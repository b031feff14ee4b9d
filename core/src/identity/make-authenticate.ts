import type { Database } from '../db/database.ts'
import { makeAuthenticateApiKey } from './authenticate-api-key.ts'
import { makeAuthenticateEmbedToken } from './authenticate-embed-token.ts'
import { makeAuthenticateSession } from './authenticate-session.ts'
import type { Authenticate, Credentials, RequestHeaders } from './authenticated.ts'
import { checkSameOrigin } from './check-same-origin.ts'
import { type Auth, SESSION_COOKIE } from './create-auth.ts'
import { identityError } from './identity-error.ts'
import { API_KEY_PREFIX } from './make-api-keys.ts'
import type { FindSubject } from './make-find-subject.ts'
import type { SiteDirectory } from './site-directory.ts'
import type { TenantDirectory } from './tenant-directory.ts'

interface Dependencies {
  database: Database
  auth: Auth
  tenants: TenantDirectory
  sites: SiteDirectory
  findSubject: FindSubject
  baseUrl: string
  cacheMilliseconds: number
}

export interface Authenticator {
  authenticate: Authenticate
  forgetSessions(): void
  forgetKey(hash: string): void
  /** Rights of a tenant have changed: who its people and keys are is asked again. */
  forgetTenant(schema: string): void
}

/** Session cookie, API key or embed token, whichever the request carries; a Bearer header goes before a cookie. */
export function makeAuthenticate(dependencies: Dependencies): Authenticator {
  const sessions = makeAuthenticateSession(dependencies)
  const keys = makeAuthenticateApiKey(dependencies)
  const embed = makeAuthenticateEmbedToken(dependencies)

  async function authenticate(credentials: Credentials) {
    const { headers, locale } = credentials
    const token = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
    if (token?.startsWith(API_KEY_PREFIX)) return keys.authenticate(token, locale)
    if (token) return embed(token, { headers, locale })
    const cookie = readSessionCookie(headers)
    if (!cookie) throw anonymous(credentials)
    checkSameOrigin(credentials, dependencies.baseUrl)
    return sessions.authenticate({ ...credentials, cookie })
  }

  const forgetTenant = (schema: string) => {
    sessions.forgetPeople(schema)
    keys.forgetTenant(schema)
  }
  return { authenticate, forgetSessions: sessions.forget, forgetKey: keys.forget, forgetTenant }
}

function readSessionCookie(headers: RequestHeaders): string | undefined {
  const cookies = (headers.get('cookie') ?? '').split(/; */)
  const found = cookies.find((cookie) => cookie.replace(/^__Secure-/, '').startsWith(`${SESSION_COOKIE}=`))
  return found?.slice(found.indexOf('=') + 1)
}

function anonymous({ locale }: Credentials) {
  return identityError(locale, {
    code: 'UNAUTHENTICATED',
    message: {
      en: 'You are not signed in. Sign in again; programs send an API key or embed token as Authorization: Bearer.',
      'zh-CN': '您尚未登录，请重新登录；程序请以 Authorization: Bearer 发送 API 密钥或嵌入令牌。',
    },
  })
}
