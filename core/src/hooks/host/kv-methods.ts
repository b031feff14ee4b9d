import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { z } from 'zod'
import type { PluginKv } from '../plugin-kv.ts'
import { hostDenied } from './host-denied.ts'
import { type HostMethods, hostMethod } from './host-method.ts'
import type { HostScope } from './host-scope.ts'
import { storableKey, storableKeyPart } from './storable-key.ts'

const key = storableKey
const value = z.custom<JsonValue>((given) => given !== undefined)
/** Up to ten years. */
const ttlSeconds = z.int().min(1).max(315_360_000).exactOptional()

/** `tenon.kv`: a store of the plugin's own, per tenant. Needs the capability `kv`. */
export function makeKvMethods(kv: PluginKv): HostMethods {
  return {
    'kv.get': hostMethod({
      args: z.strictObject({ key }),
      run: async (scope, input) => kv.get(demand(scope, 'kv.get'), input.key),
    }),
    'kv.list': hostMethod({
      args: z.strictObject({
        prefix: storableKeyPart.exactOptional(),
        after: key.exactOptional(),
        limit: z.int().min(1).max(1000).exactOptional(),
      }),
      run: async (scope, input) => kv.list(demand(scope, 'kv.list'), input),
    }),
    'kv.set': hostMethod({
      args: z.strictObject({ key, value, ttlSeconds, ifVersion: z.int().min(0).exactOptional() }),
      run: async (scope, input) => kv.set(demandChange(scope, 'kv.set'), input),
    }),
    'kv.delete': hostMethod({
      args: z.strictObject({ key }),
      run: async (scope, input) => kv.delete(demandChange(scope, 'kv.delete'), input.key),
    }),
    'kv.increment': hostMethod({
      args: z.strictObject({ key, by: z.int().exactOptional(), ttlSeconds }),
      run: async (scope, input) => kv.increment(demandChange(scope, 'kv.increment'), input),
    }),
  }
}

function demand({ ctx, plugin }: HostScope, method: string) {
  if (ctx.actor.kind !== 'plugin' || !ctx.actor.capabilities.includes('kv')) throw hostDenied(ctx, method)
  return { tenant: ctx.tenant, plugin: plugin.package.manifest.id, locale: ctx.locale }
}

function demandChange(scope: HostScope, method: string) {
  const owner = demand(scope, method)
  scope.budget.spendEffect(method)
  return owner
}
