import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import type { PluginScript, Sandbox } from '../../core/src/sandbox/sandbox.ts'
import { scriptFrom } from '../core/sandbox/sandbox-kit.ts'

/** As a bundle of a real plugin has them: many functions, about 50 kB. */
export function bundle(mark: string): string {
  const functions = Array.from(
    { length: 400 },
    (_, index) =>
      `function rule${index}(values) { const total = values.a + ${index}; return total > 10 ? 'high ${mark}' : 'low'; }`,
  )
  return `var TenonPlugin = (function () { ${functions.join('\n')}
    const seen = new Map();
    const hook = (records) => records.map(({ values }) => { seen.set(values.a % 50, String(values.a)); return { a: rule7(values), seen: seen.size } });
    return { plugin: { entities: { thing: { beforeCreate: hook } }, guards: {} } } })()`
}

export interface TenantCall {
  tenant: number
  plugin: number
}

/** Tenants with the same plugins, of which few call often and most now and then. */
export function makeManyTenants({ tenants, plugins }: { tenants: number; plugins: number }) {
  const scripts: PluginScript[] = Array.from({ length: plugins }, (_, index) => ({
    ...scriptFrom(bundle(`plugin ${index}`)),
    pluginId: `plugin-${index}`,
  }))
  const shares = Array.from({ length: tenants }, (_, rank) => 1 / (rank + 1))
  const whole = shares.reduce((sum, share) => sum + share, 0)

  /** The tenant of rank n calls 1/n as often as the first. */
  function pick(): TenantCall {
    let left = Math.random() * whole
    const tenant = shares.findIndex((share) => {
      left -= share
      return left <= 0
    })
    return { tenant: Math.max(0, tenant), plugin: Math.floor(Math.random() * plugins) }
  }

  function call(sandbox: Sandbox, { tenant, plugin }: TenantCall): Promise<HookOutput> {
    const script = scripts[plugin] as PluginScript
    return sandbox.call({
      tenantId: `tenant-${tenant}`,
      script,
      kind: 'beforeHook',
      target: 'entities.thing.beforeCreate',
      input: {
        entity: 'thing',
        hook: 'beforeCreate',
        records: [{ id: null, values: { a: tenant }, old: null }],
        actor: { kind: 'user', id: 'u1', name: 'Ada' },
        locale: 'en',
      },
      host: () => Promise.resolve(null),
      signal: new AbortController().signal,
    })
  }
  return { pick, call }
}
