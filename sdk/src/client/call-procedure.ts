import type { SendRequest } from './send-request.ts'

/** Calls a tRPC procedure by its path. Always POST, also for queries, so that no input is ever part of a URL. */
export function makeCallProcedure(send: SendRequest) {
  return async (path: string, input: unknown, signal: AbortSignal | undefined) => {
    const response = await send({
      path: `/api/trpc/${path}`,
      method: 'POST',
      body: input,
      accept: 'application/json',
      signal,
    })
    const body = (await response.json()) as { result: { data: unknown } }
    return body.result.data
  }
}
