import { uuidv7 } from 'uuidv7'
import { expect } from 'vitest'
import type { Oracle } from './leak-oracle.ts'
import type { LeakKit } from './leak-probes.ts'
import { ENTITIES, type Entity, type WorldRow } from './leak-world.ts'

/** Questions that name one record: verb → what it is asked with. `seen` is a record of the entity that may be read, or nobody's. */
type Questions = Record<string, object>

const WRITES = ['update', 'delete'] as const

/**
 * Whoever names a record that is out of sight is told what they would be told of a record that never was: in the same words, by
 * every verb that takes the id of one. Nothing is changed by it.
 */
export async function probePlaces(kit: LeakKit, oracle: Oracle, entries: ReadonlyMap<string, string>): Promise<void> {
  for (const entity of ENTITIES) {
    const rows = kit.world.filter((row) => row.entity === entity)
    const unseen = rows.filter((row) => !oracle.row(row, 'read'))
    // One that roles let change or delete, where there is one: that opens no sight.
    const hidden = unseen.find((row) => WRITES.some((action) => oracle.names(row, action))) ?? unseen[0]
    if (hidden === undefined) continue
    const seen = rows.find((row) => oracle.row(row, 'read'))?.id ?? uuidv7()
    const other = kit.people[0] ?? ''
    const asked = questionsOf(entity, { id: hidden.id, seen, other, entry: entries.get(hidden.id) ?? '' })
    const nobody = uuidv7()
    const never = questionsOf(entity, { id: nobody, seen, other, entry: entries.get(hidden.id) ?? '' })
    for (const [name, question] of Object.entries(asked)) {
      const verb = name.split(' ')[0] ?? ''
      const told = await kit.call(verb, question)
      kit.expectNothingHidden(oracle, told, JSON.stringify(question))
      const ofNobody = await kit.call(verb, never[name] ?? {})
      expect(plain(told), `${entity} ${name}`).toEqual(plain(ofNobody))
    }
    for (const path of pathsOf(entity)) {
      const told = await kit.ask('GET', path(hidden.id))
      kit.expectNothingHidden(oracle, told, hidden.id)
      expect(plain(told), path('')).toEqual(plain(await kit.ask('GET', path(nobody))))
    }
    await probeReference(kit, oracle, { entity, hidden, nobody })
  }
}

interface Place {
  id: string
  seen: string
  other: string
  entry: string
}

function questionsOf(entity: Entity, { id, seen, other, entry }: Place): Questions {
  const place = { entity, id }
  const versioned = { ...place, version: 1 }
  const field = entity === 'firm' ? 'pin' : 'memo'
  const now = new Date().toISOString()
  return {
    'records.get': place,
    'records.get some': { ...place, fields: ['name'], expand: [] },
    'records.update': { ...versioned, values: { name: 'Mine' } },
    'records.update late': { ...versioned, version: 7, values: { name: 'Mine' } },
    'records.delete': versioned,
    'records.restore': versioned,
    'records.moves': place,
    'records.history': place,
    'records.stageHistory': place,
    'records.asOf': { ...place, at: now },
    'records.reveal': { ...place, field },
    'records.moveStage': { ...versioned, stage: 'open' },
    'records.duplicates': { entity, id, values: { name: 'Mine' } },
    'records.merge into': { entity, into: { id, version: 1 }, from: [{ id: seen, version: 99 }], values: {} },
    'records.merge from': { entity, into: { id: seen, version: 99 }, from: [{ id, version: 1 }], values: {} },
    'audit.timeline': place,
    'audit.planRestore': { ...place, entry, side: 'after' },
    'audit.restoreState': { ...versioned, entry, side: 'after' },
    'access.shares': place,
    'access.share': { ...place, with: { kind: 'user', id: other }, edit: false },
    'access.unshare': { ...place, share: other },
    'access.explain read': { ...place, action: 'read' },
    'access.explain update': { ...place, action: 'update' },
    'access.explain delete': { ...place, action: 'delete' },
    'access.explain field': { ...place, action: 'read', field },
    'presence.announce': { ...place, place: other, state: 'viewing' },
    'personal.visit': place,
    'personal.setFavourite': { ...place, favourite: true },
    'files.link': { ...place, field: 'name', file: other },
    'trash.purge': versioned,
    'duplicates.setApart': { entity, ids: [id, seen] },
    'records.find': { entity, where: { field: 'id', op: 'eq', value: id }, count: true },
    'records.find deleted': { entity, where: { field: 'id', op: 'in', value: [id] }, deleted: true, count: true },
  }
}

function pathsOf(entity: Entity): Array<(id: string) => string> {
  return [
    '',
    '/history',
    '/timeline',
    '/moves',
    '/shares',
    '/stage-history',
    `/as-of?at=${new Date().toISOString()}`,
  ].map((rest) => (id) => `/api/v1/${entity}/${id}${rest}`)
}

/** A reference to a record out of sight is refused in the words for one that is not there, by one record and by many. */
async function probeReference(
  kit: LeakKit,
  oracle: Oracle,
  { entity, hidden, nobody }: { entity: Entity; hidden: WorldRow; nobody: string },
): Promise<void> {
  const order = kit.world.find(
    (row) => row.entity === 'order' && oracle.row(row, 'read') && oracle.writable(row, 'firm'),
  )
  if (entity !== 'firm' || order === undefined) return
  const write = (firm: string) => ({ entity: 'order', id: order.id, version: 99, values: { firm } })
  const told = await kit.call('records.update', write(hidden.id))
  expect(plain(told)).toEqual(plain(await kit.call('records.update', write(nobody))))
}

/** Without what is another text in each answer. */
function plain({ status, body }: { status: number; body: string }) {
  const known = body.replace(/"requestId":"[^"]*"/g, '')
  const text = known.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
  return { status, text: text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME') }
}
