import { EMBED_SCOPES, EMBED_TOKEN_MAX_SECONDS, type EmbedTokenClaims } from '@tenon/sdk/contract/embed-token'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { decodeJwt, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Authenticated, RequestHeaders } from './authenticated.ts'
import { hashSecret } from './hash-secret.ts'
import { identityError } from './identity-error.ts'
import type { FindSubject } from './make-find-subject.ts'
import type { Site, SiteDirectory } from './site-directory.ts'
import type { TenantDirectory } from './tenant-directory.ts'
import { makeTtlCache } from './ttl-cache.ts'

interface Dependencies {
  sites: SiteDirectory
  tenants: TenantDirectory
  findSubject: FindSubject
  cacheMilliseconds: number
}

const MAX_TOKEN_LENGTH = 4_096
/** Clocks of host servers are not exact. */
const CLOCK_TOLERANCE_SECONDS = 60

const name = z.string().min(1).max(200)
const Claims = z
  .object({
    subject: z.union([
      z.strictObject({ entity: name, id: z.uuid() }),
      z.strictObject({ entity: name, externalId: z.strictObject({ field: name, value: name }) }),
    ]),
    scopes: z.array(z.enum(EMBED_SCOPES)).min(1).max(20),
    iat: z.number(),
    exp: z.number(),
  })
  .refine(({ iat, exp }) => exp - iat <= EMBED_TOKEN_MAX_SECONDS)
type CheckedClaims = Pick<EmbedTokenClaims, 'scopes' | 'iat' | 'exp' | 'subject'>

/** Turns a token that a host site's server signed into the end customer whom it names. */
export function makeAuthenticateEmbedToken({ sites, tenants, findSubject, cacheMilliseconds }: Dependencies) {
  const customers = makeTtlCache<Authenticated | null>(cacheMilliseconds)
  return async (
    token: string,
    { headers, locale }: { headers: RequestHeaders; locale: Locale },
  ): Promise<Authenticated> => {
    const site = await sites.get(issuerOf(token, locale))
    if (!site) throw refused(locale, REASONS.site)
    const claims = await verify(token, { site, locale })
    const origin = headers.get('origin')
    if (origin !== null && !site.origins.includes(origin)) throw refused(locale, REASONS.origin)
    const customer = await customers.get(hashSecret(token), async () => {
      const tenant = await tenants.get(site.tenantId)
      const subject = tenant && (await findSubject(tenant, claims.subject))
      if (!tenant || !subject) return null
      const actor = { kind: 'customer', site: site.id, scopes: claims.scopes, ...subject } as const
      return { actor: Object.freeze(actor), tenant, expiresAt: claims.exp * 1000 }
    })
    if (!customer) throw refused(locale, REASONS.subject)
    return customer
  }
}

/** The site is read before the signature is checked, since its secret is what checks it. */
function issuerOf(token: string, locale: Locale): string {
  try {
    const { iss } = token.length <= MAX_TOKEN_LENGTH ? decodeJwt(token) : {}
    if (iss) return iss
  } catch {
    // Falls through to the one refusal of everything that is not a token.
  }
  throw refused(locale, REASONS.malformed)
}

async function verify(token: string, { site, locale }: { site: Site; locale: Locale }): Promise<CheckedClaims> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(site.secret), {
      algorithms: ['HS256'],
      issuer: site.id,
      audience: 'tenon-embed',
      requiredClaims: ['iat', 'exp'],
      maxTokenAge: EMBED_TOKEN_MAX_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    })
    return Claims.parse(payload) as CheckedClaims
  } catch (error) {
    throw refused(locale, reasonOf(error))
  }
}

function reasonOf(error: unknown): LocalizedText {
  if (error instanceof errors.JWTExpired) return REASONS.expired
  if (error instanceof z.ZodError || error instanceof errors.JWTClaimValidationFailed) return REASONS.claims
  return REASONS.signature
}

const REASONS = {
  malformed: { en: 'it is not a JWT', 'zh-CN': '不是 JWT' },
  site: { en: 'its site (iss) is unknown', 'zh-CN': '其站点（iss）未知' },
  signature: { en: "it is not signed (HS256) with the site's secret", 'zh-CN': '未用站点密钥以 HS256 签名' },
  expired: { en: 'it has expired', 'zh-CN': '已过期' },
  claims: {
    en: "its claims must be aud 'tenon-embed', subject, scopes, iat and exp at most 300 s later",
    'zh-CN': '其声明须含 aud “tenon-embed”、subject、scopes、iat 以及至多 300 秒之后的 exp',
  },
  origin: { en: 'this page is not on an origin of its site', 'zh-CN': '此页面不在其站点的来源之内' },
  subject: { en: 'its subject names no record', 'zh-CN': '其 subject 未指向任何记录' },
} satisfies Record<string, LocalizedText>

function refused(locale: Locale, reason: LocalizedText) {
  const zh = reason['zh-CN'] ?? reason.en
  return identityError(locale, {
    code: 'UNAUTHENTICATED',
    message: { en: `The embed token is refused: ${reason.en}.`, 'zh-CN': `嵌入令牌被拒绝：${zh}。` },
  })
}
