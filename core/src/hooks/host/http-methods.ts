import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import type { HttpResponse } from '@tenon/sdk/contract/plugin-calls'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FetchUrl } from '../../outbound/fetch-url.ts'
import { readTarget } from '../../outbound/read-target.ts'
import { checkHeaders, fillHeaders, type ReadSecret } from './fill-headers.ts'
import { hostDenied } from './host-denied.ts'
import { type HostMethods, hostMethod } from './host-method.ts'
import type { HostScope } from './host-scope.ts'
import { HTTP_ARGUMENTS, type HttpArguments } from './http-arguments.ts'
import type { HttpTurns } from './http-turns.ts'
import { redactResponse } from './redact-response.ts'

const TIMEOUT_MS = 5_000
const MAX_BODY_BYTES = 256 * 1024

export interface HttpDependencies {
  fetchUrl: FetchUrl
  readSecret: ReadSecret
  turns: HttpTurns
  /** False where the operator of this server lets no plugin out. */
  enabled: boolean
}

/**
 * `tenon.http`: requests to the hosts of the capabilities `http:<host>`. All that can be refused without asking
 * anybody is refused first, and costs the call nothing but its host call.
 */
export function makeHttpMethods(dependencies: HttpDependencies): HostMethods {
  return {
    'http.fetch': hostMethod({
      args: HTTP_ARGUMENTS,
      async run(scope, input) {
        const mayReach = demand(scope, dependencies)
        const { hostname } = readTarget(input.url, { mayReach, locale: scope.ctx.locale })
        checkHeaders(scope, input.headers ?? {}, hostname)
        const body = bodyOf(scope, input)
        scope.budget.spendHttp()
        return { ...(await send(scope, { input, body, mayReach }, dependencies)) }
      },
    }),
  }
}

function demand({ ctx }: HostScope, { enabled }: HttpDependencies): (host: string) => boolean {
  const { actor, locale } = ctx
  const capabilities = actor.kind === 'plugin' ? actor.capabilities : []
  if (!capabilities.some((capability) => capability.startsWith('http:'))) throw hostDenied({ locale }, 'http.fetch')
  if (!enabled) throw new TenonError({ code: 'NET_DENIED', message: textIn(SWITCHED_OFF, locale) })
  return (host) => capabilities.includes(`http:${host}`)
}

interface Body {
  text?: string
  /** What it is, unless the headers say so. */
  contentType?: string
}

/** Text as it is, anything else as JSON; null is no body. */
function bodyOf({ ctx: { locale } }: HostScope, { body: given = null, method = 'GET' }: HttpArguments): Body {
  if (given === null) return {}
  if (method === 'GET') throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(BODY_OF_GET, locale) })
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(BODY_TOO_LARGE, locale) })
  }
  return { text, contentType: typeof given === 'string' ? 'text/plain;charset=UTF-8' : 'application/json' }
}

interface Sending {
  input: HttpArguments
  body: Body
  mayReach(host: string): boolean
}

async function send(scope: HostScope, sending: Sending, dependencies: HttpDependencies): Promise<HttpResponse> {
  const { fetchUrl, readSecret, turns } = dependencies
  const { input, body, mayReach } = sending
  const { headers, confidential, secrets } = await fillHeaders(scope, input.headers ?? {}, readSecret)
  const { tenant, signal, locale } = scope.ctx
  const request = () =>
    fetchUrl({
      url: input.url,
      method: input.method ?? 'GET',
      headers: body.contentType === undefined ? headers : { 'content-type': body.contentType, ...headers },
      confidential,
      ...(body.text !== undefined && { body: body.text }),
      mayReach,
      timeoutMs: TIMEOUT_MS,
      signal,
      locale,
    })
  return redactResponse(await scope.budget.inHttpTurn(() => turns(tenant.id, request)), secrets)
}

const SWITCHED_OFF: LocalizedText = {
  en: 'The operator of this server has switched off HTTP requests of plugins (TENON_PLUGIN_HTTP).',
  'zh-CN': '本服务器的运营者已关闭插件的 HTTP 请求（TENON_PLUGIN_HTTP）。',
}
const BODY_OF_GET: LocalizedText = {
  en: 'A GET request has no body; use query parameters, or another method.',
  'zh-CN': 'GET 请求不能带请求体，请使用查询参数或其他方法。',
}
const BODY_TOO_LARGE: LocalizedText = {
  en: `The body of a request has at most ${MAX_BODY_BYTES} bytes.`,
  'zh-CN': `请求体最多 ${MAX_BODY_BYTES} 字节。`,
}
