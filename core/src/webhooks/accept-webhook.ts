import { randomUUID } from 'node:crypto'
import type { WebhookRequest } from '@tenon/sdk/contract/plugin-calls'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RunPluginHook } from '../hooks/run-plugin-hook.ts'
import { derivedId } from '../jobs/derived-id.ts'
import { insertTask } from '../tasks/insert-task.ts'
import type { FoundWebhook } from './find-webhook.ts'
import { readWebhookAnswer, type WebhookReply } from './read-webhook-answer.ts'

interface ProvenRequest {
  request: WebhookRequest
  /** The sender's id of the message: once within a day. Missing where the scheme has none. */
  messageId?: string
  signal: AbortSignal
}

interface Dependencies {
  runPluginHook: RunPluginHook
  /** Writes into the plugin's log: the sender learns nothing of what was wrong. */
  warn(hook: { tenant: TenantRef; plugin: string; target: string }, message: string): Promise<void>
}

export type AcceptWebhook = (webhook: FoundWebhook, proven: ProvenRequest) => Promise<WebhookReply>

/**
 * Hands a request whose sender has proved itself to the plugin: `queued` as a task, `direct` at once.
 * Throws UNAVAILABLE where the plugin has just gone, RATE_LIMITED where the plugin has too many tasks waiting, and what the code of a direct one failed with.
 */
export function makeAcceptWebhook(dependencies: Dependencies & { database: Database }): AcceptWebhook {
  return async (webhook, proven) =>
    webhook.mode === 'queued' ? queue(dependencies.database, webhook, proven) : answer(dependencies, webhook, proven)
}

async function queue(
  database: Database,
  { tenant, plugin, name }: FoundWebhook,
  { request, messageId }: ProvenRequest,
): Promise<WebhookReply> {
  const { schema } = tenant
  const id = messageId === undefined ? randomUUID() : derivedId(`${schema} ${plugin} ${name} ${messageId}`)
  const data = { ...request }
  const task = { id, plugin, kind: 'webhook' as const, name, data, depth: 0, createdBy: `webhook:${plugin}.${name}` }
  const written = await insertTask(database.tenant(schema), schema, task)
  if (written === 'gone') throw new TenonError({ code: 'UNAVAILABLE', message: 'Nobody hears this any more.', plugin })
  if (written !== 'full') return { status: 202, headers: {}, body: '' }
  throw new TenonError({ code: 'RATE_LIMITED', message: 'Too many messages are waiting.', plugin })
}

async function answer(
  { runPluginHook, warn }: Dependencies,
  { tenant, plugin, name }: FoundWebhook,
  { request, signal }: ProvenRequest,
): Promise<WebhookReply> {
  const call = { plugin, topic: 'webhooks', name, args: { ...request }, kind: 'action', returns: 'result' } as const
  const given = await runPluginHook(tenant, { ...call, eventId: randomUUID(), depth: 0, signal })
  const reply = readWebhookAnswer(given)
  if (typeof reply !== 'string') return reply
  const target = `webhooks.${name}`
  await warn({ tenant, plugin, target }, `Its answer may not go out: ${reply}.`)
  const message = `${target} of plugin ${plugin} gave an answer that may not go out: ${reply}.`
  throw new TenonError({ code: 'PLUGIN_BAD_RETURN', message, plugin })
}
