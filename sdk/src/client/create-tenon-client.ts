import type { TenonApi } from '../contract/api-contract.ts'
import type { LiveMessage } from '../contract/record-event.ts'
import { makeCallProcedure } from './call-procedure.ts'
import type { CallOptions, LiveOptions, TenonClientOptions } from './client-options.ts'
import { makeFollowLive } from './follow-live.ts'
import { makeSendRequest } from './send-request.ts'

type ClientMethod<F> = F extends (...input: infer I) => infer O ? (...args: [...I, options?: CallOptions]) => O : never

/** Methods as in `TenonApi`, each with call options; all reject with a TenonError, or an AbortError when aborted. */
export type TenonClient = {
  readonly [T in keyof TenonApi]: { readonly [P in keyof TenonApi[T]]: ClientMethod<TenonApi[T][P]> }
} & {
  /** What it was made with, for what is sent by other means than its calls. */
  readonly connection: TenonClientOptions
  /** Calls `listener` for each change that the actor may know of, reconnecting until the returned function is called. */
  live(listener: (message: LiveMessage) => void, options?: LiveOptions): () => void
}

/** Small enough for embeds: tRPC's plain HTTP protocol without tRPC's client. */
export function createTenonClient(options: TenonClientOptions): TenonClient {
  const send = makeSendRequest(options)
  const call = makeCallProcedure(send)
  const topic = <T extends keyof TenonApi>(name: T) =>
    new Proxy({} as TenonClient[T], {
      get: (_, procedure) => (input?: unknown, callOptions?: CallOptions) =>
        call(`${name}.${String(procedure)}`, input, callOptions?.signal),
    })
  return {
    records: topic('records'),
    model: topic('model'),
    session: topic('session'),
    plugins: topic('plugins'),
    pluginTasks: topic('pluginTasks'),
    pluginSchedules: topic('pluginSchedules'),
    pluginWebhooks: topic('pluginWebhooks'),
    users: topic('users'),
    teams: topic('teams'),
    apiKeys: topic('apiKeys'),
    sites: topic('sites'),
    embed: topic('embed'),
    actions: topic('actions'),
    metrics: topic('metrics'),
    settings: topic('settings'),
    calendars: topic('calendars'),
    pipelines: topic('pipelines'),
    files: topic('files'),
    live: makeFollowLive(send),
    connection: options,
  }
}
