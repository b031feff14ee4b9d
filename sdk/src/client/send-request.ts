import { TenonError } from '../contract/tenon-error.ts'
import type { TenonClientOptions } from './client-options.ts'
import { readError, unreachable } from './read-error.ts'
import { makeTokenSource } from './token-source.ts'

interface ApiRequest {
  path: string
  method: 'GET' | 'POST'
  body?: unknown
  /** A file that is sent as it is, in place of a body. */
  content?: Blob
  accept: string
  signal: AbortSignal | undefined
}

/** Resolves to a response with a 2xx status; rejects with a TenonError rebuilt from any other. */
export type SendRequest = (request: ApiRequest) => Promise<Response>

export function makeSendRequest(options: TenonClientOptions): SendRequest {
  const tokens = options.token && makeTokenSource(options.token)
  const attempt = async (request: ApiRequest, token: string | undefined) => {
    const response = await reach(options, request, token)
    if (!response.ok) throw readError(response.status, await response.json().catch(() => null), options.locale)
    return response
  }
  return async (request) => {
    const token = await tokens?.get()
    try {
      return await attempt(request, token)
    } catch (error) {
      // The server's clock decides when a token has ended, so its refusal is what asks for a new one: once per call.
      if (!tokens || !token || !(error instanceof TenonError) || error.code !== 'UNAUTHENTICATED') throw error
      tokens.drop(token)
      return attempt(request, await tokens.get())
    }
  }
}

async function reach(options: TenonClientOptions, request: ApiRequest, token: string | undefined): Promise<Response> {
  const headers: Record<string, string> = { accept: request.accept, ...options.headers }
  if (token) headers['authorization'] = `Bearer ${token}`
  if (options.locale) headers['accept-language'] = options.locale
  const init: RequestInit = { method: request.method, headers, cache: 'no-store' }
  if (request.signal) init.signal = request.signal
  if (request.method === 'POST') {
    headers['content-type'] = request.content ? 'text/csv' : 'application/json'
    init.body = request.content ?? JSON.stringify(request.body ?? {})
  }
  const send = options.fetch ?? fetch
  try {
    return await send(options.baseUrl.replace(/\/+$/, '') + request.path, init)
  } catch (cause) {
    if (request.signal?.aborted) throw cause
    throw unreachable(options.locale, cause)
  }
}
