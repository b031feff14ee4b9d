import type { LocalizedText } from '@tenon/sdk/contract/locale'
import {
  type EntityGrant,
  type FieldGrant,
  ROW_SCOPES,
  type RoleGrants,
  type RowScope,
} from '@tenon/sdk/contract/role-grants'
import type { SetRoleInput } from '@tenon/sdk/contract/roles-api'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const label: Exact<LocalizedText> = z.strictObject({
  en: z.string().max(100).regex(/\S/),
  'zh-CN': z.exactOptional(z.string().max(100)),
})
/** The language's own bounds are checked where the text is. */
const MAX_EXPRESSION = 10_000
const scope: Exact<RowScope> = z.union([
  z.enum(ROW_SCOPES),
  z.strictObject({ where: z.string().max(MAX_EXPRESSION).regex(/\S/) }),
])
const rows = z.exactOptional(scope)
const flag = z.exactOptional(z.boolean())
const fieldGrant: Exact<FieldGrant> = z.strictObject({ read: z.boolean(), write: z.boolean(), reveal: flag })

/** At most so many entities in a role, and fields of one in it. */
const MAX_PARTS = 500
const few = (parts: object) => Object.keys(parts).length <= MAX_PARTS

const entityGrant: Exact<EntityGrant> = z.strictObject({
  create: rows,
  read: rows,
  update: rows,
  delete: rows,
  reveal: flag,
  override: flag,
  share: flag,
  fields: z.exactOptional(z.record(name, fieldGrant).refine(few)),
})

export const roleGrants: Exact<RoleGrants> = z.record(name, entityGrant).refine(few)

export const setRoleInput: Exact<SetRoleInput> = z.strictObject({
  name,
  label,
  grants: roleGrants,
  rights: z.exactOptional(z.array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9.-]{0,99}$/)).max(100)),
})
export const roleNameInput: Exact<{ name: string }> = z.strictObject({ name })
