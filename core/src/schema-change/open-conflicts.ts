import { isDeepStrictEqual } from 'node:util'
import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { partAt, withoutEditAt, withPartAt } from '../model/edits/part-at.ts'
import { expectedNames } from '../model/expected-names.ts'
import { spoken } from './spoken.ts'

/** A draft's conflicts with further ones; `mine` is what the edits have by now. */
export function addConflicts(
  open: readonly EditConflict[],
  found: readonly EditConflict[],
  edits: TenantEdits,
): EditConflict[] {
  const paths = new Set(found.map(({ path }) => path))
  const others = open.filter(({ path }) => !paths.has(path))
  return [...others.map((conflict) => upToDate(conflict, edits)), ...found]
}

function upToDate(conflict: EditConflict, edits: TenantEdits): EditConflict {
  if (conflict.kind === 'unfit' || conflict.kind === 'clash') return conflict
  const { mine: _before, ...rest } = conflict
  const mine = partAt(edits, conflict) as JsonValue | undefined
  return mine === undefined ? rest : { ...rest, mine }
}

/** Conflicts that are left when somebody who has seen them saves: giving the part a third value is an answer too. */
export function stillOpen(open: readonly EditConflict[], edits: TenantEdits): EditConflict[] {
  return open.filter((conflict) => {
    return isDeepStrictEqual(partAt(edits, conflict), standing(conflict))
  })
}

/** What the edits have while nobody has chosen: of what does not fit nothing, of what clashes the other's. */
function standing({ kind, mine, theirs }: EditConflict) {
  if (kind === 'unfit') return undefined
  return kind === 'clash' ? theirs : mine
}

export interface ChosenEdits {
  edits: TenantEdits
  conflicts: EditConflict[]
}

/** Gives each conflict that was chosen for its value. Throws VALIDATION_FAILED for a choice where there is no conflict. */
export function applyChoices(
  ctx: RequestContext,
  { edits, conflicts }: ChosenEdits,
  choices: EditChoices,
): ChosenEdits {
  const paths = conflicts.map(({ path }) => path)
  const stray = Object.keys(choices).find((path) => !paths.includes(path))
  if (stray !== undefined) throw noConflict(ctx, stray, paths)
  const chosen = conflicts.reduce((changed: unknown, conflict) => {
    const choice = Object.hasOwn(choices, conflict.path) ? choices[conflict.path] : undefined
    if (choice === undefined) return changed
    if (conflict.kind === 'unfit') return choice === 'theirs' ? changed : withPartAt(changed, conflict, conflict.mine)
    if (choice === 'mine') return withPartAt(changed, conflict, conflict.mine)
    return conflict.from === 'plugin'
      ? withoutEditAt(changed, conflict)
      : withPartAt(changed, conflict, conflict.theirs)
  }, edits)
  const left = conflicts.filter(({ path }) => !Object.hasOwn(choices, path))
  return { edits: chosen as TenantEdits, conflicts: left }
}

/** Throws CONFLICT listing what has still to be chosen. */
export function refuseOpen(ctx: RequestContext, conflicts: readonly EditConflict[]): void {
  if (conflicts.length === 0) return
  const problems = conflicts.map(({ path }) => {
    const text = { en: `${path}: two values, choose one`, 'zh-CN': `${path}：有两个值，请选择一个` }
    return { pointer: path, rule: 'editConflict', message: spoken(ctx, text) }
  })
  const message = spoken(ctx, {
    en: `The draft has ${conflicts.length} conflicts: choose which value stays before it is published.`,
    'zh-CN': `草稿有 ${conflicts.length} 处冲突：发布前请选择保留哪个值。`,
  })
  throw new TenonError({ code: 'CONFLICT', message, problems })
}

function noConflict(ctx: RequestContext, path: string, paths: readonly string[]): TenonError {
  const expected = expectedNames(path, paths)
  const text = {
    en: `The draft has no conflict at '${path}'; ${expected.en}.`,
    'zh-CN': `草稿在 '${path}' 处没有冲突；${expected['zh-CN']}。`,
  }
  const message = spoken(ctx, text)
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer: '/choices', message }] })
}
