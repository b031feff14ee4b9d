import type { EmbedSubject } from '@tenon/sdk/contract/embed-token'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledEntity, CompiledField, CompiledModel } from '../model/compiled-model.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'

/** The customer record that a token names: exactly one live record, or null. */
export type FindSubject = (
  tenant: TenantRef,
  subject: EmbedSubject,
) => Promise<{ id: string; name: string; subject: { entity: string; id: string } } | null>

/** Gives the model in force for a tenant. */
export interface TenantModels {
  get(tenant: TenantRef): Promise<CompiledModel>
}

interface Dependencies {
  database: Database
  models: TenantModels
}

export function makeFindSubject({ database, models }: Dependencies): FindSubject {
  return async (tenant, subject) => {
    const model = await models.get(tenant)
    const book = nameBook(model)
    const entity = model.entities.get(book.keyOf({ part: 'entity', scope: '', name: subject.entity }) ?? '')
    const condition = entity && matching(entity, keyed(subject, entity, book))
    if (!entity || !condition) return null
    const result = await sql<{ id: string; title: unknown }>`
      select r.id::text as id, ${entity.titleField.selectJson('r')} as title
      from ${sql.id(tenant.schema, entity.table)} as r
      where ${condition} and r.deleted_at is null limit 2`.execute(database.tenant(tenant.schema))
    // Two records with one customer number: nobody can tell who the visitor is.
    const [row, second] = result.rows
    if (!row || second) return null
    return { id: row.id, name: String(row.title ?? row.id), subject: { entity: entity.name, id: row.id } }
  }
}

/** Host sites sign names, and may go on with old ones for a while. */
function keyed({ externalId, ...subject }: EmbedSubject, { name }: CompiledEntity, book: NameBook): EmbedSubject {
  if (externalId === undefined) return subject
  return {
    ...subject,
    externalId: { ...externalId, field: book.keyOf({ part: 'field', scope: name, name: externalId.field }) ?? '' },
  }
}

function matching(entity: CompiledEntity, { id, externalId }: EmbedSubject) {
  if (id !== undefined) return sql`r.id = ${id}::uuid`
  const field = externalId && entity.fields.get(externalId.field)
  return externalId && field && isIdentifying(field)
    ? sql`${field.comparable('r')} = ${field.comparisonValue(externalId.value)}`
    : null
}

/** Only a unique field tells one customer from another. */
function isIdentifying(field: CompiledField): boolean {
  return field.schema.unique === true
}
