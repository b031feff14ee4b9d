import {
  EMBED_TOKEN_MAX_SECONDS,
  type EmbedScope,
  type EmbedSubject,
  type EmbedTokenClaims,
} from '../contract/embed-token.ts'

export interface SignEmbedTokenInput {
  /** The site's id, as shown when it was registered. */
  site: string
  /** The site's secret. It stays on the host's server. */
  secret: string
  /** Who the visitor is. */
  subject: EmbedSubject
  /** Default: `customer:read`. */
  scopes?: EmbedScope[]
  /** 1–300, default 300. */
  expiresInSeconds?: number
}

/**
 * Signs, offline, who the visitor of a host site is: a JWT (HS256) for an embedded widget.
 * Runs on the host's server; uses nothing but Web Crypto, which Node, Deno, Bun and edge runtimes have.
 * Throws RangeError for a life of more than 300 s and TypeError for a subject that names no record.
 */
export async function signEmbedToken({
  site,
  secret,
  subject,
  scopes = ['customer:read'],
  expiresInSeconds = EMBED_TOKEN_MAX_SECONDS,
}: SignEmbedTokenInput): Promise<string> {
  checkInput(subject, expiresInSeconds)
  const iat = Math.floor(Date.now() / 1000)
  const sub = `${subject.entity}:${subject.id ?? subject.externalId?.value}`
  const claims: EmbedTokenClaims = {
    iss: site,
    aud: 'tenon-embed',
    sub,
    subject,
    scopes,
    iat,
    exp: iat + expiresInSeconds,
  }
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${await sign(content, secret)}`
}

function checkInput(subject: EmbedSubject, expiresInSeconds: number): void {
  if (!(expiresInSeconds >= 1 && expiresInSeconds <= EMBED_TOKEN_MAX_SECONDS)) {
    throw new RangeError(`expiresInSeconds is ${expiresInSeconds}; allowed are 1 to ${EMBED_TOKEN_MAX_SECONDS}.`)
  }
  if (!subject.entity || (subject.id === undefined) === (subject.externalId === undefined)) {
    throw new TypeError('The subject must have an entity and exactly one of id and externalId.')
  }
}

async function sign(content: string, secret: string): Promise<string> {
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign'])
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(content))))
}

function encode(value: unknown): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(value)))
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
