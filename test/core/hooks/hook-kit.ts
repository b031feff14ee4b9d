import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext, TenantRef } from '../../../core/src/context/request-context.ts'
import type { HostRecords } from '../../../core/src/hooks/host/host-records.ts'
import type { InstalledPlugin } from '../../../core/src/hooks/installed-plugin.ts'
import type { MaskRecords } from '../../../core/src/hooks/mask-records.ts'
import { bundleHooks } from '../../../core/src/plugins/bundle-hooks.ts'
import { completePackage } from '../../../core/src/plugins/complete-package.ts'
import { pluginScript } from '../../../core/src/plugins/plugin-integrity.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'

export const TENANT: TenantRef = { id: 'tenant-1', slug: 'acme', schema: 't_acme' }

export function contextOf(overrides: Partial<RequestContext> = {}): RequestContext {
  return {
    tenant: TENANT,
    actor: { kind: 'user', id: 'u1', name: 'Ada', roles: ['staff'] },
    requestId: 'request-1',
    signal: new AbortController().signal,
    locale: 'en',
    depth: 0,
    ...overrides,
  }
}

/** A plugin as installed, from the text of its `hooks.ts`: bundled with the SDK and inspected like any other. */
export async function installedPlugin(
  sandbox: Sandbox,
  { id, hooks, grants = [] }: { id: string; hooks: string; grants?: string[] },
): Promise<InstalledPlugin> {
  const manifest = { id, version: '1.0.0', label: { en: id }, host: '^0.1.0' }
  const hooksSource = await bundled(hooks)
  const script = pluginScript({ manifest, hooksSource })
  if (script === null) throw new Error('no script')
  const inventory: HookInventory = await sandbox.inspect(script)
  return {
    package: completePackage({ manifest, hooksSource, hooks: inventory, integrity: id }),
    grants,
  }
}

async function bundled(hooks: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-hooks-'))
  try {
    const imports = "import { definePlugin, eachRecord, reject, Rejection } from '@tenon/sdk/plugin'\n"
    await writeFile(join(folder, 'hooks.ts'), imports + hooks)
    const bundle = await bundleHooks(folder)
    if ('problem' in bundle) throw new Error(JSON.stringify(bundle.problem))
    return bundle.source
  } finally {
    await rm(folder, { recursive: true })
  }
}

export interface RecordedCall {
  verb: string
  ctx: RequestContext
  input: JsonObject
}

/** A record store that remembers who asked for what; every record of it has the same values. */
export function recordingStore(values: JsonObject = {}): { calls: RecordedCall[]; records: HostRecords } {
  const calls: RecordedCall[] = []
  const record = { id: 'r1', version: 1, ...values } as unknown as TenonRecord
  const verb =
    <T>(name: string, answer: T) =>
    async (ctx: RequestContext, input: object): Promise<T> => {
      calls.push({ verb: name, ctx, input: input as JsonObject })
      if ((input as JsonObject)['entity'] === 'gone') throw new TenonError({ code: 'NOT_FOUND', message: 'gone' })
      return answer
    }
  const page = { records: [record], nextCursor: null, prevCursor: null }
  return {
    calls,
    records: {
      find: verb('find', page),
      findText: async () => null,
      get: verb('get', record),
      create: verb('create', record),
      update: verb('update', record),
      link: verb('link', record),
      delete: verb('delete', record),
    },
  }
}

/** For tests of plugins without a model behind them. */
export const unmasked: MaskRecords = async (_tenant, { records }) => records
