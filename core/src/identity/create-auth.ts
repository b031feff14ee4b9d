import { uuidv7 } from 'uuidv7'
import type { Database } from '../db/database.ts'
import type { RequestHeaders } from './authenticated.ts'

export interface AuthConfig {
  /** Where people reach the server, such as `https://crm.example.com`; cookies are Secure when it is https. */
  baseUrl: string
  /** Signs session cookies; at least 32 characters. */
  secret: string
}

export interface AuthSession {
  userId: string
  expiresAt: Date
}

/** Sign-in by e-mail and password, behind our own interface. */
export interface Auth {
  /** Loads what it stands on, which only servers need; where it was not called, the first request waits for that. */
  load(): Promise<unknown>
  /** Answers a request under /api/auth/. */
  handle(request: Request): Promise<Response>
  /** The session that the cookie in `headers` names, or null. */
  findSession(headers: RequestHeaders): Promise<AuthSession | null>
}

/** Set by our server from the connection, so that a client cannot choose whose attempts are counted. */
export const CLIENT_ADDRESS_HEADER = 'x-tenon-client-address'
export const SESSION_COOKIE = 'tenon.session_token'
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const

const SESSION_SECONDS = 7 * 24 * 60 * 60
const SIGN_IN_RATE = { window: 60, max: 10 }

/** better-auth on our own connection; nobody can sign up, see `makeCreateUser`. */
export function createAuth(database: Database, config: AuthConfig): Auth {
  let loading: ReturnType<typeof loadAuth> | null = null
  const load = () => {
    loading ??= loadAuth(database, config)
    return loading
  }
  return {
    load,
    handle: async (request) => (await load()).handler(request),
    async findSession(headers) {
      const { api } = await load()
      const found = await api.getSession({ headers: new Headers([...headers]) }).catch(throwWhatFailed)
      return found ? { userId: found.session.userId, expiresAt: found.session.expiresAt } : null
    },
  }
}

/** better-auth calls a database that is away a fault of its own; what it was stands beneath. */
function throwWhatFailed(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error
}

async function loadAuth(database: Database, { baseUrl, secret }: AuthConfig) {
  const { betterAuth } = await import('better-auth')
  return betterAuth({
    appName: 'Tenon',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret,
    database: { db: database.control, type: 'postgres' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    session: { expiresIn: SESSION_SECONDS },
    // The same host as the request's: the server may be reached by several names, such as localhost and 127.0.0.1.
    trustedOrigins: (request) => (request ? [new URL(request.url).origin] : []),
    rateLimit: { enabled: true, storage: 'database', max: 100, customRules: { '/sign-in/email': SIGN_IN_RATE } },
    advanced: {
      cookiePrefix: 'tenon',
      useSecureCookies: new URL(baseUrl).protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}
