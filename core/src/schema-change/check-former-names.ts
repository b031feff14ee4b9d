import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type ModelProblem, pointerStep } from '../model/check/model-problem.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import type { FormerEntry } from '../model/names/former-entry.ts'
import { toNames } from '../model/names/name-map.ts'
import { readFormerNames } from '../model/names/read-former-names.ts'
import { schemaInvalid } from '../model/schema-invalid.ts'

/**
 * Refuses parts of a draft that are called what is still the old name of another one: whoever uses that name would get
 * at something else without a word. It has to be ended first.
 * @throws TenonError SCHEMA_INVALID
 */
export async function refuseFormerNames(
  db: Kysely<TenantTables>,
  { locale }: RequestContext,
  document: ModelDocument,
): Promise<void> {
  const problems = takenNames(document, await readFormerNames(db))
  if (problems.length > 0) throw schemaInvalid(problems, locale)
}

function takenNames(document: ModelDocument, former: readonly FormerEntry[]): ModelProblem[] {
  const names = toNames(document.names ?? {})
  return former
    .filter(({ endsAt }) => endsAt.getTime() > Date.now())
    .flatMap((entry) => {
      const taker = partsBeside(document, entry).find(({ key, name }) => name === entry.name && key !== entry.key)
      return taker === undefined ? [] : [stillInUse(entry, taker.pointer, currentName())]

      function currentName(): string {
        if (entry.part === 'entity') return names.entity(entry.key)
        return entry.part === 'field' ? names.field(entry.scope, entry.key) : names.stage(entry.scope, entry.key)
      }
    })
}

interface Sibling {
  key: string
  name: string
  pointer: string
}

/** The parts among which a name means one. */
function partsBeside(document: ModelDocument, { part, scope }: FormerEntry): Sibling[] {
  const names = toNames(document.names ?? {})
  if (part === 'entity') {
    return Object.keys(document.entities).map((key) => {
      return { key, name: names.entity(key), pointer: `/entities${pointerStep(key)}` }
    })
  }
  if (part === 'field') {
    const known = Object.hasOwn(document.entities, scope) ? document.entities[scope] : undefined
    return Object.keys(known?.properties ?? {}).map((key) => {
      const pointer = `/entities${pointerStep(scope)}/properties${pointerStep(key)}`
      return { key, name: names.field(scope, key), pointer }
    })
  }
  const known = Object.hasOwn(document.pipelines, scope) ? document.pipelines[scope] : undefined
  return (known?.stages ?? []).map(({ name: key }) => {
    const pointer = `/pipelines${pointerStep(scope)}/stages${pointerStep(key)}`
    return { key, name: names.stage(scope, key), pointer }
  })
}

function stillInUse({ name, endsAt }: FormerEntry, pointer: string, current: string): ModelProblem {
  const day = endsAt.toISOString().slice(0, 10)
  const problem = {
    en: `${shownValue(name)} still works as the old name of '${current}' until ${day}: choose another name, or end the old one first`,
    'zh-CN': `${shownValue(name)} 在 ${day} 之前仍是 '${current}' 的旧名称：请换一个名称，或先停用旧名称`,
  }
  return { pointer, rule: 'formerName', problem }
}
