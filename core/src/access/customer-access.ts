import type { Actor } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { type EntityAccess, isSensitive } from './entity-access.ts'
import type { RowRule } from './row-rule.ts'

type Customer = Extract<Actor, { kind: 'customer' }>

/** Common fields that say nothing about staff. */
const OPEN_COMMON_FIELDS = new Set(['id', 'version', 'createdAt', 'updatedAt', 'pipeline', 'stage', 'stageEnteredAt'])

/**
 * Rights of an end customer, named by a host site's token: to read the own record and the rows whose
 * `customerField` names it, and of those only fields that the schema exposes to embeds. Nothing else, and nothing that is
 * sensitive, whatever else the schema says of it.
 */
export function customerAccess(entity: CompiledEntity, customer: Customer): EntityAccess {
  const open = [...entity.fields.values()].filter(({ schema }) => isExposed(schema.embed)).map(nameOf)
  const exposed = new Set(open.filter((name) => !isSensitive(entity, name)))
  const rows = exposed.size === 0 ? 'none' : readableRows(entity, customer)
  const canRead = (field: string) => rows !== 'none' && (exposed.has(field) || OPEN_COMMON_FIELDS.has(field))
  return {
    entity,
    rows: (action) => (action === 'read' ? rows : 'none'),
    canRead,
    canWrite: () => false,
    canShow: canRead,
    canReveal: canRead,
    fieldRows: () => 'all',
    canOverride: false,
    standIn: null,
    canShare: false,
  }
}

function readableRows(entity: CompiledEntity, { subject, scopes }: Customer): RowRule {
  if (!scopes.includes('customer:read')) return 'none'
  if (entity.name === subject.entity) return { kind: 'value', field: 'id', value: subject.id }
  const customerField = entity.fields.get(entity.schema.customerField ?? '')
  if (customerField?.schema.reference?.entity !== subject.entity) return 'none'
  return { kind: 'value', field: customerField.name, value: subject.id }
}

function isExposed(embed: string | undefined): boolean {
  return embed === 'public' || embed === 'portal'
}

function nameOf({ name }: { name: string }): string {
  return name
}
