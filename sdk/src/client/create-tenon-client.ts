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

const TOPICS = [
  'records',
  'approvals',
  'model',
  'session',
  'plugins',
  'pluginTasks',
  'pluginSchedules',
  'pluginWebhooks',
  'users',
  'teams',
  'access',
  'roles',
  'apiKeys',
  'sites',
  'embed',
  'actions',
  'bulk',
  'metrics',
  'settings',
  'calendars',
  'pipelines',
  'audit',
  'trash',
  'privacy',
  'tags',
  'duplicates',
  'presence',
  'files',
  'views',
  'personal',
] as const satisfies ReadonlyArray<keyof TenonApi>

/** Does not compile where a topic of the contract is missing. */
type Topics = keyof TenonApi extends (typeof TOPICS)[number] ? TenonClient : never

/** Small enough for embeds: tRPC's plain HTTP protocol without tRPC's client. */
export function createTenonClient(options: TenonClientOptions): Topics {
  const send = makeSendRequest(options)
  const call = makeCallProcedure(send)
  const topic = <T extends keyof TenonApi>(name: T) =>
    new Proxy({} as TenonClient[T], {
      get: (_, procedure) => (input?: unknown, callOptions?: CallOptions) =>
        call(`${name}.${String(procedure)}`, input, callOptions?.signal),
    })
  const topics = Object.fromEntries(TOPICS.map((name) => [name, topic(name)]))
  return { ...(topics as Pick<TenonClient, keyof TenonApi>), live: makeFollowLive(send), connection: options }
}
