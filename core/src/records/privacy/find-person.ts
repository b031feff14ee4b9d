import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { FindPersonInput, FoundPerson, PersonRecord } from '@tenon/sdk/contract/privacy-api'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { isUuid } from '../is-uuid.ts'
import { queryProblem } from '../query-problem.ts'
import { entityCalled, type PrivacyGround } from './privacy-ground.ts'
import { readPersonRecords } from './read-person-records.ts'
import { requireFinding } from './require-privacy-right.ts'

const OF_AN_ENTITY = 20

/** Makes the function that finds what there is of somebody, in all entities and among users. */
export function makeFindPerson(ground: PrivacyGround) {
  const { database, models, access, recordChange } = ground
  return async (ctx: RequestContext, input: FindPersonInput): Promise<FoundPerson> => {
    await requireFinding(access, ctx)
    const model = await models.get(ctx.tenant)
    const db = database.tenant(ctx.tenant.schema)
    const by = oneOf(ctx, input)
    const records: PersonRecord[] = []
    let more = false
    for (const wanted of wantedOf(ctx, [...model.entities.values()], { input, by, model })) {
      const found = await readPersonRecords(db, { ctx, model }, { ...wanted, limit: OF_AN_ENTITY + 1 })
      more ||= found.length > OF_AN_ENTITY
      records.push(...found.slice(0, OF_AN_ENTITY))
    }
    records.sort((one, other) => Number(other.isPerson) - Number(one.isPerson))
    // By what somebody was looked for is their own: the trail tells how, not whom.
    await recordChange(ctx, { action: 'privacy.find', id: 'person', details: { by, records: records.length } })
    return { records, more, users: by === 'email' ? await usersWith(ground, ctx, input.email ?? '') : [] }
  }
}

type By = 'email' | 'phone' | 'record'

function oneOf({ locale }: RequestContext, input: FindPersonInput): By {
  const given = (['email', 'phone', 'record'] as const).filter((key) => input[key] !== undefined)
  if (given.length === 1 && given[0] !== undefined) return given[0]
  const message = {
    en: "give exactly one of 'email', 'phone' and 'record'",
    'zh-CN': "请在 'email'、'phone'、'record' 中恰好提供一个",
  }
  throw queryProblem(locale, { pointer: '/email', rule: 'oneOf', message })
}

interface Asked {
  input: FindPersonInput
  by: By
  model: Parameters<typeof entityCalled>[1]
}

function wantedOf(ctx: RequestContext, entities: readonly CompiledEntity[], { input, by, model }: Asked) {
  if (by === 'record') {
    const { entity: name = '', id = '' } = input.record ?? {}
    const where = isUuid(id) ? sql<boolean>`r.id = ${id}::uuid` : sql<boolean>`false`
    return [{ entity: entityCalled(ctx, model, { name, person: false }), where, matches: [] }]
  }
  const text = (by === 'email' ? input.email : input.phone) ?? ''
  return entities.flatMap((entity) => {
    const matches = [...entity.fields.values()].flatMap((field) => {
      const holds = field.derivation === null ? MATCH[by](field, { text, locale: ctx.locale }) : null
      return holds === null ? [] : [{ field, holds }]
    })
    if (matches.length === 0) return []
    return [
      {
        entity,
        matches,
        where: sql<boolean>`(${sql.join(
          matches.map(({ holds }) => holds),
          sql` or `,
        )})`,
      },
    ]
  })
}

interface Sought {
  text: string
  locale: RequestContext['locale']
}

const MATCH = { email: hasEmail, phone: hasPhone }

function hasEmail(field: CompiledField, { text }: Sought): RawBuilder<boolean> | null {
  const wanted = sql`lower(${text.trim()}::text)`
  return textIs(field, { one: ['email'], list: ['emails'] }, (value) => sql<boolean>`lower(${value}) = ${wanted}`)
}

/** @throws TenonError VALIDATION_FAILED where it is no number */
function hasPhone(field: CompiledField, { text, locale }: Sought): RawBuilder<boolean> | null {
  if (field.type !== 'phone' && field.type !== 'phones') return null
  const number = field.comparisonValue(text, locale)
  return textIs(field, { one: ['phone'], list: ['phones'] }, (value) => sql<boolean>`${value} = ${number}`)
}

function textIs(
  field: CompiledField,
  types: { one: FieldType[]; list: FieldType[] },
  is: (value: RawBuilder<unknown>) => RawBuilder<boolean>,
): RawBuilder<boolean> | null {
  const value = field.comparable('r')
  if (types.one.includes(field.type)) return sql<boolean>`coalesce(${is(value)}, false)`
  if (!types.list.includes(field.type)) return null
  return sql<boolean>`exists (select 1 from unnest(${value}) e(value) where ${is(sql.ref('e.value'))})`
}

async function usersWith(
  { database }: PrivacyGround,
  ctx: RequestContext,
  email: string,
): Promise<FoundPerson['users']> {
  const users = database.tenant(ctx.tenant.schema).selectFrom('_user').select(['id', 'name', 'email', 'active'])
  return users.where(sql<boolean>`lower(email) = lower(${email.trim()}::text)`).execute()
}
