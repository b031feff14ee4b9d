import type { EntityGrant, RoleGrants, RowScope } from '@tenon/sdk/contract/role-grants'
import fc from 'fast-check'
import { ALL_FIELDS, type LeakCase } from './leak-oracle.ts'
import { CONDITIONS, type Entity, PEOPLE, ROWS } from './leak-world.ts'

const scope = (entity: Entity): fc.Arbitrary<RowScope> =>
  fc.oneof(
    fc.constantFrom<RowScope[]>('all', 'own', 'team', 'teamAndBelow', 'none'),
    fc.constantFrom(...CONDITIONS[entity].map(({ text }) => ({ where: text }))),
  )
const fieldGrant = fc
  .record({ read: fc.boolean(), write: fc.boolean() })
  .map(({ read, write }) => ({ read, write: read && write }))
const grant = (entity: Entity): fc.Arbitrary<EntityGrant> =>
  fc.record({
    ...{ read: scope(entity), update: scope(entity), create: fc.constant('none' as const), reveal: fc.boolean() },
    ...{ delete: scope(entity), share: fc.boolean() },
    fields: fc.dictionary(fc.constantFrom(...ALL_FIELDS[entity]), fieldGrant, { maxKeys: 4 }),
  })
const role: fc.Arbitrary<RoleGrants> = fc.record({ firm: grant('firm'), order: grant('order') })
const person = fc.nat({ max: PEOPLE.length - 1 })
/** Roles of somebody, of somebody who is stood in for, and shares. */
export const leakCase: fc.Arbitrary<LeakCase> = fc
  .record({
    me: person,
    absent: fc.option(person, { freq: 3 }),
    mine: fc.array(role, { minLength: 1, maxLength: 3 }),
    theirs: fc.array(role, { minLength: 1, maxLength: 2 }),
    shares: fc.uniqueArray(fc.record({ row: fc.nat({ max: 2 * ROWS - 1 }), edit: fc.boolean() }), {
      maxLength: 3,
      selector: ({ row }) => row,
    }),
  })
  .map((one) => ({ ...one, absent: one.absent === one.me ? null : one.absent }))
