import type { RequestContext, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { cliLocale } from './cli-locale.ts'

/** The context in which a command works: what Tenon answers comes in the terminal's language. */
export function commandContext(tenant: TenantRef): RequestContext {
  return Object.freeze({ ...systemContext(tenant), locale: cliLocale() })
}
