import type { AuditActor, AuditChange, AuditEntry } from '@tenon/sdk/contract/audit-api'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { MergeNote } from '@tenon/sdk/contract/record-merge'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import type { ActorAccess } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { MergedFact } from '../merging/merged-fact.ts'
import type { Queryable } from '../queryable.ts'
import { detailNames, wantDetails } from './detail-names.ts'
import { type EntryFields, entryFields, missedParts, pipelineOfEntry, valuesOf } from './entry-fields.ts'
import { type KnownNames, readNames, type WantedNames, want, wantTags, wantValue } from './known-names.ts'
import { readPastParts } from './past-parts.ts'
import { readKeyNames } from './read-key-names.ts'
import type { StoredEntry } from './scan-entries.ts'

export interface TimelineScope {
  ctx: RequestContext
  model: CompiledModel
  rights: ActorAccess
  timeZone: string
  /** Admins are told of what the model does not have any more, of other things than records, and clients' addresses. */
  isAdmin: boolean
}

/** Entries as a person reads them: with names for ids, without what the reader may not see. */
export async function describeEntries(
  db: Queryable,
  scope: TimelineScope,
  entries: readonly StoredEntry[],
): Promise<AuditEntry[]> {
  const { ctx, model, rights } = scope
  const past = await readPastParts(db, ctx, missedParts(model, entries))
  const fields = entryFields(model, past)
  const names = await readNames(db, ctx, { wanted: wantedNames(scope, entries), rights })
  const keys = await readKeyNames(
    db,
    ctx,
    entries.flatMap(({ origin }) => origin?.undo?.actor ?? []),
  )
  return entries.map((entry) => describe(entry, { ...scope, fields, names, keys }))
}

interface Ground extends TimelineScope {
  fields: EntryFields
  names: KnownNames
  /** Of API keys whose changes were taken back: what they were called. */
  keys: ReadonlyMap<string, string>
}

function describe(entry: StoredEntry, ground: Ground): AuditEntry {
  const { fields, names, ctx, isAdmin } = ground
  const { id, at, action, entity, record_id: recordId, version, reason, details, origin, request_id } = entry
  const isRecord = recordId !== null
  // A plugin acts for somebody, or somebody stands in for another.
  const behalf = origin?.onBehalfOf ?? ((details ?? {}) as EntryDetails).onBehalfOf
  return {
    ...{ id, at, action, entity, recordId, version, reason, requestId: request_id },
    ...actorOf(entry.actor, ground, entry),
    ...(behalf !== undefined && { onBehalfOf: actorOf(behalf, ground, entry) }),
    entityLabel: isRecord ? fields.entityLabel(entity, ctx.locale) : null,
    title: isRecord ? (names.labels[recordId] ?? null) : null,
    changes: isRecord && action !== 'action.run' ? changesOf(entry, ground) : {},
    ...(!isRecord && isAdmin && adminDetails(entry.changes as JsonObject, names)),
    ...partsOf(details, names),
    ...mergeOf(details, names),
    ...undidOf(origin, ground),
    ...(origin !== null && { origin: isAdmin ? origin : withoutAddress(origin) }),
  }
}

function adminDetails(details: JsonObject, names: KnownNames): Pick<AuditEntry, 'details' | 'detailNames'> {
  const named = detailNames(details, names)
  return { details, ...(Object.keys(named).length > 0 && { detailNames: named }) }
}

function withoutAddress({ address: _address, ...origin }: NonNullable<StoredEntry['origin']>) {
  return origin
}

function actorOf(actor: string, { names }: Ground, { origin }: StoredEntry): AuditActor {
  const [kind = '', ...rest] = actor.split(':')
  const name = kind === 'apiKey' ? origin?.name : names.labels[rest.join(':')]
  return { actor, name: name ?? '' }
}

/** Whose changes were taken back. */
function undidOf(origin: StoredEntry['origin'], { names, keys }: Ground): Pick<AuditEntry, 'undid'> {
  if (origin?.undo === undefined) return {}
  const { actor, from, to } = origin.undo
  return { undid: { actor, name: keys.get(actor) ?? names.labels[actor.replace(/^user:/, '')] ?? '', from, to } }
}

interface EntryDetails {
  override?: PassedRules
  approval?: { by?: string[] }
  erased?: boolean
  onBehalfOf?: string
  restored?: { entry: string; side: 'before' | 'after' }
  merged?: MergedFact
}

function partsOf(details: JsonObject | null, { labels }: KnownNames): Partial<AuditEntry> {
  const { override, approval, erased, restored } = (details ?? {}) as EntryDetails
  const by = approval?.by?.map((actor) => labels[actor.replace(/^user:/, '')] ?? actor)
  return {
    ...(override !== undefined && { override }),
    ...(by !== undefined && { approvedBy: by }),
    ...(erased === true && { erased }),
    ...(restored !== undefined && { restored }),
  }
}

/** Without the records that the reader may not see. */
function mergeOf(details: JsonObject | null, { labels, visible }: KnownNames): { merged?: MergeNote } {
  const { merged } = (details ?? {}) as EntryDetails
  if (merged === undefined) return {}
  const { merge, from, into, undone } = merged
  const known = (ids: readonly string[]) =>
    ids.filter((id) => visible.has(id)).map((id) => ({ id, title: labels[id] ?? null }))
  const [kept] = known(into === undefined ? [] : [into])
  const others = from === undefined ? {} : { from: known(from) }
  return { merged: { merge, ...others, ...(kept && { into: kept }), ...(undone && { undone }) } }
}

/** Of a record that the reader may not see, nothing is told but that something happened. */
function changesOf(entry: StoredEntry, ground: Ground): Record<string, AuditChange> {
  const { entity, record_id, changes } = entry
  const { fields, names, ctx, model, rights, timeZone, isAdmin } = ground
  const access = rights.readable(entity)
  const isLeft = model.entities.has(entity)
  if (isLeft ? access === null || !names.visible.has(record_id ?? '') : !isAdmin) return {}
  const hidden = names.hidden.get(record_id ?? '') ?? []
  const known = Object.entries(changes).filter(([field]) => {
    if (hidden.includes(field)) return false
    return fields.isGone({ entity, field }) ? isAdmin : access?.canRead(field)
  })
  const format = { locale: ctx.locale, labels: names.labels, timeZone }
  const pipeline = pipelineOfEntry(model, entry)
  return Object.fromEntries(
    known.map(([field, change]) => {
      const place = { entity, field }
      const label = fields.label(place, ctx.locale)
      if (isErased(change)) return [field, { label, ...ERASED }]
      const shown = fields.isGone(place) ? !fields.isSensitive(place) : access?.canShow(field)
      if (!shown || isMasked(change)) return [field, { label, ...MASKED }]
      const [before = null, after = null] = valuesOf(change)
      const text = (value: JsonValue) => fields.text({ ...place, pipeline }, value, format)
      const texts = { oldText: text(before), newText: text(after) }
      return [field, { label, old: before, new: after, ...texts }]
    }),
  )
}

const MASKED = { old: null, new: null, oldText: '', newText: '', masked: true } as const

/** Somebody's data was erased: that it was changed stays. */
const ERASED = { old: null, new: null, oldText: '', newText: '', erased: true } as const

function isErased(change: JsonValue | undefined): boolean {
  return typeof change === 'object' && change !== null && 'erased' in change
}

function isMasked(change: JsonValue | undefined): boolean {
  return typeof change === 'object' && change !== null && 'masked' in change
}

function wantedNames({ model, isAdmin }: TimelineScope, entries: readonly StoredEntry[]): WantedNames {
  const wanted: WantedNames = new Map()
  const wantUser = (actor: string | undefined) => {
    if (actor?.startsWith('user:') === true) want(wanted, '_user', actor.slice('user:'.length))
  }
  for (const { actor, origin, entity, record_id, changes, details } of entries) {
    wantUser(actor)
    wantUser(origin?.onBehalfOf)
    wantUser(origin?.undo?.actor)
    wantUser(((details ?? {}) as EntryDetails).onBehalfOf)
    for (const by of ((details ?? {}) as EntryDetails).approval?.by ?? []) wantUser(by)
    if (record_id === null) {
      if (isAdmin) wantDetails(wanted, changes as JsonObject)
      continue
    }
    want(wanted, entity, record_id)
    const { merged } = (details ?? {}) as EntryDetails
    for (const id of [...(merged?.from ?? []), merged?.into]) want(wanted, entity, id)
    const known = model.entities.get(entity)
    for (const [field, change] of Object.entries(changes)) {
      for (const value of valuesOf(change)) {
        if (field === 'ownerId') want(wanted, '_user', value)
        if (field === TAGS_FIELD && known !== undefined && hasCommonTags(known)) wantTags(wanted, value)
        const schema = known?.fields.get(field)?.schema
        if (schema !== undefined) wantValue(wanted, schema, value)
      }
    }
  }
  return wanted
}
