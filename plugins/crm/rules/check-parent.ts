import { type BeforeHookContext, type HookRecord, type JsonValue, reject } from '@tenon/sdk/plugin'

/** Deeper groups of companies than this are taken as they are: the check is there for slips, not for puzzles. */
const MAX_LEVELS = 10

/** Refuses a parent that is the account itself or belongs to it. */
export async function checkParent({ id, values, old }: HookRecord, tenon: BeforeHookContext): Promise<void> {
  let parent: JsonValue = values['parent'] ?? null
  if (parent === (old?.['parent'] ?? null)) return
  for (let level = 0; level < MAX_LEVELS && typeof parent === 'string'; level++) {
    if (parent === id) reject(OWN_ANCESTOR, { field: 'parent', rule: 'ownAncestor' })
    // Found rather than got: an account that is not there is the reference's problem, told by the store.
    const where = { field: 'id', op: 'eq', value: parent } as const
    const { records } = await tenon.records.find({ entity: 'account', where, fields: ['parent'], limit: 1 })
    parent = records[0]?.['parent'] ?? null
  }
}

const OWN_ANCESTOR = {
  en: 'An account cannot belong to itself: choose a parent that is not below it.',
  'zh-CN': '客户不能隶属于自身：请选择不在其下级中的上级客户。',
}
