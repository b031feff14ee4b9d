import { uuidv7 } from 'uuidv7'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import type { RunFacts } from './stored-run.ts'

const FROM_JOB = { channel: 'job' } as const

/** The context of work on a run: in the name of whoever began it, and in their language. */
export function runContext(tenant: TenantRef, { actor, locale }: Pick<RunFacts, 'actor' | 'locale'>): RequestContext {
  return Object.freeze({
    tenant,
    actor: actor as unknown as Actor,
    requestId: uuidv7(),
    signal: new AbortController().signal,
    locale,
    depth: 0,
    origin: FROM_JOB,
  })
}
