import type { EntitySchema, RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type {
  ModelDocument,
  ModelEntity,
  ModelListView,
  ModelPipeline,
  TenantEdits,
} from '@tenon/sdk/contract/model-document'
import { type ModelProblem, pointerStep } from './check/model-problem.ts'
import { dropLostViews } from './drop-lost-views.ts'
import { withIds } from './merge-packages.ts'
import { mergePatch } from './merge-patch.ts'
import { effectiveNames } from './names/effective-names.ts'

const TENANT = 'tenant'
const LAYERS = ['entities', 'pipelines', 'views', 'names']

/** A document with the tenant's edits on top, not checked yet, and what was wrong with the edits themselves. */
export interface EditedModel {
  document: ModelDocument
  problems: ModelProblem[]
}

/** Lays a tenant's edits over the plugins' document. */
export function applyEdits(base: ModelDocument, edits: TenantEdits): EditedModel {
  const problems: ModelProblem[] = []
  const strange = Object.entries(edits).filter(([key, layer]) => !LAYERS.includes(key) || !isObject(layer))
  problems.push(...strange.map(([key]) => notEditable(pointerStep(key))))
  const document: ModelDocument = { entities: { ...base.entities }, pipelines: { ...base.pipelines } }
  for (const [name, patch] of patches(edits.entities)) {
    if (patch === null) delete document.entities[name]
    else if (!isObject(patch)) problems.push(notEditable(`/entities${pointerStep(name)}`))
    else {
      problems.push(
        ...changedIds(name, own(base.entities, name), patch),
        ...changedSource(`/entities${pointerStep(name)}`, patch),
      )
      Object.assign(document.entities, { [name]: editEntity(own(base.entities, name), patch, name) })
    }
  }
  problems.push(...editLayer('pipelines', { base, edits, document }), ...editLayer('views', { base, edits, document }))
  dropRemovedFields(document, edits)
  const views = dropLostViews(document, edits)
  const names = effectiveNames(edits.names, document)
  const all = { ...document, ...(views !== undefined && { views }), ...(names !== undefined && { names }) }
  return { document: all, problems }
}

interface Editing {
  base: ModelDocument
  edits: TenantEdits
  document: ModelDocument
}

/** Pipelines and views are plain parts: a patch is merged into one, or null takes it away. */
function editLayer(layer: 'pipelines' | 'views', { base, edits, document }: Editing): ModelProblem[] {
  const before: Record<string, ModelPipeline | ModelListView> = base[layer] ?? {}
  const after = { ...before }
  const problems = patches(edits[layer]).flatMap(([name, patch]) => {
    const pointer = `/${layer}${pointerStep(name)}`
    if (patch === null) delete after[name]
    else if (!isObject(patch)) return [notEditable(pointer)]
    else Object.assign(after, { [name]: editPart(own(before, name), patch, name) })
    return patch === null ? [] : changedSource(pointer, patch)
  })
  if (base[layer] !== undefined || Object.keys(after).length > 0) Object.assign(document, { [layer]: after })
  return problems
}

function patches(layer: unknown): Array<[string, unknown]> {
  return isObject(layer) ? Object.entries(layer) : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own<T>(parts: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined
}

function editEntity(base: ModelEntity | undefined, patch: object, name: string): ModelEntity {
  const { source = TENANT, fieldSources = {}, ...schema } = base ?? { type: 'object', name }
  const { properties, ...edited } = mergePatch(schema, patch) as Omit<EntitySchema, 'properties'> & {
    properties?: unknown
  }
  if (!isObject(properties)) return { ...edited, properties: properties as never, source, fieldSources: {} }
  const sources = Object.keys(properties).map((field) => [field, own(fieldSources, field) ?? TENANT])
  return {
    ...edited,
    properties: withIds(properties as EntitySchema['properties'], `${TENANT}/${name}`),
    source,
    fieldSources: Object.fromEntries(sources),
  }
}

function editPart(base: ModelPipeline | ModelListView | undefined, patch: object, name: string) {
  const { source = TENANT, ...schema } = base ?? { name }
  return { ...(mergePatch(schema, patch) as object), source }
}

/** The id is what keeps a column's values when a field is renamed; changing it would lose them unseen. */
function changedIds(entity: string, base: ModelEntity | undefined, patch: Record<string, unknown>): ModelProblem[] {
  return patches(patch['properties']).flatMap(([field, change]) => {
    const id = isObject(change) ? change['id'] : undefined
    const known = base === undefined ? undefined : own(base.properties, field)?.id
    if (id === undefined || known === undefined || id === known) return []
    // A field that was the tenant's before a plugin declared it too: it goes on being the column with the values.
    if (typeof id === 'string' && id.startsWith(`${TENANT}/${entity}/`)) return []
    return [notEditable(`/entities${pointerStep(entity)}/properties${pointerStep(field)}/id`)]
  })
}

/** Who declared a part is a fact, not an attribute. */
function changedSource(pointer: string, patch: Record<string, unknown>): ModelProblem[] {
  return ['source', 'fieldSources']
    .filter((key) => Object.hasOwn(patch, key))
    .map((key) => notEditable(`${pointer}/${key}`))
}

/** Lists that name a field which the tenant removed lose that name, so that nobody must edit each of them. */
function dropRemovedFields(document: ModelDocument, edits: TenantEdits): void {
  for (const [name, patch] of patches(edits.entities)) {
    const entity = own(document.entities, name)
    const changes = isObject(patch) ? patches(patch['properties']) : []
    const removed = new Set(changes.filter(([, change]) => change === null).map(([field]) => field))
    if (entity === undefined || removed.size === 0) continue
    document.entities[name] = withoutFields(entity, removed)
    for (const pipeline of Object.values(document.pipelines)) {
      if (pipeline.entity !== name || !Array.isArray(pipeline.cardFields)) continue
      document.pipelines[pipeline.name] = { ...pipeline, cardFields: kept(pipeline.cardFields, removed) }
    }
  }
}

function withoutFields(entity: ModelEntity, removed: ReadonlySet<string>): ModelEntity {
  const { required, listFields, sections, uniqueTogether, duplicates, rollups } = entity
  return {
    ...entity,
    ...(Array.isArray(required) && { required: kept(required, removed) }),
    ...(Array.isArray(listFields) && { listFields: kept(listFields, removed) }),
    ...(Array.isArray(sections) && {
      sections: sections.map((section) =>
        Array.isArray(section?.fields) ? { ...section, fields: kept(section.fields, removed) } : section,
      ),
    }),
    // Without one of its fields, the rest of a group would forbid more than it did.
    ...(Array.isArray(uniqueTogether) && {
      uniqueTogether: uniqueTogether.filter(
        (group) => !(Array.isArray(group?.fields) && group.fields.some((name) => removed.has(name))),
      ),
    }),
    // Nor would a rule find what it found.
    ...(Array.isArray(duplicates) && {
      duplicates: duplicates.filter(
        (rule) => !(Array.isArray(rule?.match) && rule.match.some((one) => removed.has(one?.field))),
      ),
    }),
    ...(Array.isArray(rollups) && { rollups: rollups.flatMap((rollup) => rollupWithout(rollup, removed)) }),
  }
}

/** One that is grouped by a removed field answers nothing any more; a sum goes alone. */
function rollupWithout(rollup: RollupSchema, removed: ReadonlySet<string>): RollupSchema[] {
  if (!Array.isArray(rollup?.groupBy)) return [rollup]
  if (rollup.groupBy.some((key) => removed.has(typeof key === 'string' ? key : key?.field))) return []
  return [Array.isArray(rollup.sums) ? { ...rollup, sums: kept(rollup.sums, removed) } : rollup]
}

function kept(names: string[], removed: ReadonlySet<string>): string[] {
  return names.filter((name) => !removed.has(name))
}

function notEditable(pointer: string): ModelProblem {
  return { pointer, rule: 'notEditable', problem: { en: 'this cannot be edited', 'zh-CN': '此项不可编辑' } }
}
