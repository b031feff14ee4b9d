import type { WebhookRequest } from '@tenon/sdk/contract/plugin-calls'
import type { Database } from '../db/database.ts'
import type { AcceptWebhook } from './accept-webhook.ts'
import type { FoundWebhook, WebhookAddress, WebhookToProve } from './find-webhook.ts'
import type { WebhookReply } from './read-webhook-answer.ts'
import { verifyWebhook, type WebhookProof } from './verify-webhook.ts'

export interface ReceivedRequest {
  address: WebhookAddress
  method: 'GET' | 'POST'
  query: Record<string, string>
  /** Names in lower case. */
  headers: Record<string, string>
  /** As it came, for the signature. */
  body: Buffer
  signal: AbortSignal
}

/** Null: there is no such webhook, it is switched off, or the sender has not proved itself. */
export type ReceiveWebhook = (received: ReceivedRequest) => Promise<WebhookReply | null>

const SECONDS_BETWEEN_NOTES = 10
/** Never given to the code, whatever the scheme. */
const HIDDEN = ['cookie', 'authorization', 'proxy-authorization', 'webhook-signature']

/** Takes a request of the outside world: is there such a webhook, does the sender prove itself, and on to the plugin. */
export function makeReceiveWebhook({
  database,
  findWebhook,
  acceptWebhook,
}: {
  database: Database
  findWebhook: (address: WebhookAddress) => Promise<WebhookToProve>
  acceptWebhook: AcceptWebhook
}): ReceiveWebhook {
  return async function receiveWebhook(received) {
    const { method, signal } = received
    const { found, proof } = await findWebhook(received.address)
    const proven = verifyWebhook(proof, received)
    if (found === null || !proven || (method === 'GET' && found.mode !== 'direct')) return null
    await noteReceived(database, found)
    const messageId = proof.verify === 'standardWebhooks' ? received.headers['webhook-id'] : undefined
    const request = toRequest(received, proof)
    return acceptWebhook(found, { request, signal, ...(messageId !== undefined && { messageId }) })
  }
}

function toRequest({ method, query, headers, body }: ReceivedRequest, { header }: WebhookProof): WebhookRequest {
  const shown = Object.entries(headers).filter(([name]) => name !== header && !HIDDEN.includes(name))
  return { method, query, headers: Object.fromEntries(shown), body: body.toString('utf8') }
}

/** For admins who look whether a sender gets through; a busy webhook does not write its row each time. */
async function noteReceived(database: Database, { tenant, plugin, name }: FoundWebhook): Promise<void> {
  const earlier = new Date(Date.now() - SECONDS_BETWEEN_NOTES * 1_000)
  await database
    .tenant(tenant.schema)
    .updateTable('_plugin_webhook')
    .set({ last_received_at: new Date() })
    .where('plugin', '=', plugin)
    .where('name', '=', name)
    .where((eb) => eb.or([eb('last_received_at', 'is', null), eb('last_received_at', '<', earlier)]))
    .execute()
}
