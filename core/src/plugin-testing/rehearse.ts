import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ActionDeclaration, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Fixtures, TestActor, TestTenant, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { makeSampleRecords, type SampleRecords } from './sample-records.ts'
import { sampleValue } from './sample-value.ts'

interface Rehearsal {
  model: Pick<CompiledModel, 'entities'>
  /** The one that is tested. */
  plugin: PluginPackage
  /** Opens a tenant as for a test. */
  openTenant: (options: TestTenantOptions) => Promise<TestTenant>
}

type Step = () => Promise<unknown>

/** After so much of this thread's time, or so long, no further step begins: the first test waits for them. */
const MOST_CPU_MS = 700
const LONGEST_MS = 1500
const MONTH = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }

/**
 * Does what tests do once, before the first: what a process does for the first time takes several times longer than
 * after that, because statements are planned and code is compiled, and the first test may take seconds. To the tests it
 * is another test before them, of which they see nothing. `first` is what the first test opens its tenant with: its
 * fixtures are the author's own good values, and where it has none, sample values take their place. What the plugin
 * refuses is passed over.
 */
export async function rehearse({ model, plugin, openTenant }: Rehearsal, first: TestTenantOptions): Promise<void> {
  const { http, fixtures = {}, ...rest } = first
  // What a function of the test's answers, and notes, belongs to that test.
  const own: TestTenantOptions = http === undefined ? { ...rest, fixtures } : {}
  const tenant = await openTenant(own).catch(() => null)
  if (tenant === null) return
  const staff = await tenant.as('staff')
  const records = makeSampleRecords(staff, model, recordsOf(own.fixtures ?? {}, tenant))
  const on = (name: string) => stepsOn(model.entities.get(name), { staff, records, plugin })
  const figures = plugin.metrics.map(({ name }) => name)
  const steps: Step[] = [
    ...plugin.entities.flatMap(({ name }) => on(name)),
    () => tenant.settle(),
    ...figures.map((name) => () => staff.metric(name, MONTH)),
    ...plugin.extensions.flatMap((extension) => on(extension.extends)),
  ]
  const isOver = makeStopwatch()
  for (const step of steps) {
    if (isOver()) return
    await step().catch(() => undefined)
  }
}

function makeStopwatch(): () => boolean {
  const began = performance.now()
  const before = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000 > MOST_CPU_MS || performance.now() - began > LONGEST_MS
  }
}

function recordsOf(fixtures: Fixtures, tenant: TestTenant): Map<string, TenonRecord> {
  const records = new Map<string, TenonRecord>()
  for (const [name, { entity }] of Object.entries(fixtures)) {
    const record = tenant.fixtures[name]
    if (record !== undefined) records.set(entity, record)
  }
  return records
}

function stepsOn(
  entity: CompiledEntity | undefined,
  { staff, records, plugin }: { staff: TestActor; records: SampleRecords; plugin: PluginPackage },
): Step[] {
  if (entity === undefined) return []
  const { name, schema, pipelines } = entity
  const change = (work: (record: TenonRecord) => Promise<TenonRecord>) => async () => {
    records.set(name, await work(await records.of(name)))
  }
  const move = (at: 0 | -1) =>
    change(async (record) => {
      const stages = pipelines.find((pipeline) => pipeline.name === record['pipeline'])?.schema.stages ?? []
      const others = stages.filter((stage) => stage.name !== record['stage'])
      return staff.move(name, record, others.at(at)?.name ?? '')
    })
  const actions = (plugin.manifest.actions ?? []).filter((action) => action.entity === name)
  return [
    change((record) => staff.get(name, record.id)),
    () => staff.find(name),
    change((record) => staff.update(name, record, optionalValue(schema))),
    ...(pipelines.length === 0 ? [] : [move(0), move(-1)]),
    ...actions.map((action) => change((record) => act(action, { staff, records, record }))),
  ]
}

/** Of one field that need not be filled in. */
function optionalValue({ properties, required = [] }: CompiledEntity['schema']): JsonObject {
  for (const [name, schema] of Object.entries(properties)) {
    if (required.includes(name) || schema.readOnly === true || schema.computedBy !== undefined) continue
    const value = sampleValue(schema)
    if (value !== undefined) return { [name]: value }
  }
  return {}
}

async function act(
  { name, entity, places, form = { properties: {} } }: ActionDeclaration,
  { staff, records, record }: { staff: TestActor; records: SampleRecords; record: TenonRecord },
): Promise<TenonRecord> {
  const isOnList = places.every((place) => place === 'list')
  await staff.run(name, isOnList ? null : record, await records.valuesFor(form))
  return staff.get(entity, record.id)
}
