import type { AuditChannel } from '@tenon/sdk/contract/audit-origin'
import { uuidv7 } from 'uuidv7'
import type { RequestContext, TenantRef } from './request-context.ts'

/** The context of work that no person asked for over the network: commands, demo data, imports. It has every right. */
export function systemContext({ id, slug, schema }: TenantRef, channel: AuditChannel = 'command'): RequestContext {
  const context: RequestContext = {
    tenant: { id, slug, schema },
    actor: { kind: 'system', id: 'system', name: 'Tenon' },
    requestId: uuidv7(),
    signal: new AbortController().signal,
    locale: 'en',
    depth: 0,
    origin: { channel },
  }
  return Object.freeze(context)
}
