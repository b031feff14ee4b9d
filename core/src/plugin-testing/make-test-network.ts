import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TestHttp } from '@tenon/sdk/contract/test-tenant'
import type { FetchUrl } from '../outbound/fetch-url.ts'

export interface TestNetwork {
  fetchUrl: FetchUrl
  /** Who answers from now on; null for nobody. */
  answerWith(http: TestHttp | null): void
}

/** The world beyond the server, as a test plays it. What asks has passed all checks that it passes in production. */
export function makeTestNetwork(): TestNetwork {
  let answer: TestHttp | null = null
  return {
    async fetchUrl({ url, method, headers, body = null }) {
      if (answer === null) {
        const message = `Nobody answers ${method} ${url}: give openTestTenant an 'http' function that does.`
        throw new TenonError({ code: 'NET_FAILED', message })
      }
      const { status = 200, headers: given = {}, body: reply = '' } = await answer({ url, method, headers, body })
      const names = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])
      return { status, headers: { ...typeOf(reply), ...Object.fromEntries(names) }, body: textOf(reply) }
    },
    answerWith: (http) => {
      answer = http
    },
  }
}

function typeOf(body: JsonValue): Record<string, string> {
  return { 'content-type': typeof body === 'string' ? 'text/plain;charset=UTF-8' : 'application/json' }
}

function textOf(body: JsonValue): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
