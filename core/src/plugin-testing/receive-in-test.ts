import type { WebhookRequest } from '@tenon/sdk/contract/plugin-calls'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TestWebhookReply, TestWebhookRequest } from '@tenon/sdk/contract/test-tenant'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { expectedNames } from '../model/expected-names.ts'

/** Delivers what a sender that has proved itself sends to a webhook of the plugin. */
export async function receiveInTest(
  { pluginWork, tenant, plugin }: Pick<Tenon, 'pluginWork'> & { tenant: TenantRef; plugin: PluginPackage },
  name: string,
  { method = 'POST', query = {}, headers = {}, body = '', messageId }: TestWebhookRequest,
): Promise<TestWebhookReply> {
  const { id, webhooks = [] } = plugin.manifest
  const declared = webhooks.find((webhook) => webhook.name === name)
  if (declared === undefined) {
    const known = webhooks.map((webhook) => webhook.name)
    throw new Error(`The plugin has no webhook '${name}'; ${expectedNames(name, known).en}.`)
  }
  const lower = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value])
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request: WebhookRequest = { method, query, headers: Object.fromEntries(lower), body: text }
  const webhook = { tenant, plugin: id, name, mode: declared.mode ?? 'queued' }
  const { signal } = new AbortController()
  return pluginWork.acceptWebhook(webhook, { request, signal, ...(messageId !== undefined && { messageId }) })
}
