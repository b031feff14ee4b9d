import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import type { ActorAccess } from '../access/make-access.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { storedQueryField } from '../records/stored-query-field.ts'
import { fieldTarget } from './field-target.ts'
import { checkMappingShape, type EntitySource, type FieldRule, type ImportMapping } from './import-mapping.ts'

const DATE_FORMAT = /^(?=.*YYYY)(?=.*M)(?=.*D)(YYYY|MM|DD|M|D|[^A-Za-z0-9])+$/

export interface MappingGround {
  rights: ActorAccess
  /** Hooks that rows can be given to, each as `<plugin>/<hook>`. */
  rowHooks: readonly string[]
  /** The source with keys for names. */
  keyed(source: EntitySource): EntitySource
}

/**
 * Checks a mapping before anything is read: its shape, then that every entity, field and hook exists for the actor.
 * @throws TenonError BAD_REQUEST with a pointer for each mistake; FORBIDDEN for an entity that is not the actor's
 */
export function checkMapping(value: unknown, { rights, rowHooks, keyed }: MappingGround): ImportMapping {
  const checked = checkMappingShape(value)
  if ('problems' in checked) throw wrongMapping(checked.problems)
  const sources = checked.mapping.sources.map((source) => ('users' in source ? source : keyed(source)))
  const mapping = { ...checked.mapping, sources }
  const problems = mapping.sources.flatMap((source, index) => [
    ...hookProblems(source.rows, { rowHooks, pointer: `/sources/${index}/rows` }),
    ...('users' in source
      ? peopleProblems(source.users, `/sources/${index}/users`)
      : sourceProblems(source, { rights, pointer: `/sources/${index}` })),
  ])
  if (problems.length > 0) throw wrongMapping(problems)
  return mapping
}

function hookProblems(
  name: string | undefined,
  { rowHooks, pointer }: Pick<MappingGround, 'rowHooks'> & { pointer: string },
): Problem[] {
  if (name === undefined || rowHooks.includes(name)) return []
  const near = nearestName(name, rowHooks)
  const known = rowHooks.length === 0 ? 'no installed plugin has one' : `there are ${rowHooks.join(', ')}`
  const hint = near === null ? known : `did you mean '${near}'?`
  return [{ pointer, message: `no installed plugin has a hook for rows '${name}'; ${hint}` }]
}

function peopleProblems({ email, emailDomain }: { email?: string; emailDomain?: string }, pointer: string): Problem[] {
  if ((email === undefined) !== (emailDomain === undefined)) return []
  return [{ pointer, message: 'exactly one of email and emailDomain is needed' }]
}

function sourceProblems(
  source: EntitySource,
  { rights, pointer }: { rights: ActorAccess; pointer: string },
): Problem[] {
  const { entity } = rights.require(source.entity, 'create')
  const problems = Object.entries(source.fields).flatMap(([name, rule]) =>
    fieldProblems(entity, name, { rule, rights, pointer: `${pointer}/fields/${name}` }),
  )
  if (source.fields[source.key] === undefined) {
    problems.push({ pointer: `${pointer}/key`, message: `'${source.key}' is not among the fields of this source` })
  } else if (storedQueryField(entity, source.key)?.operators.includes('in') !== true) {
    problems.push({ pointer: `${pointer}/key`, message: `records cannot be found by '${source.key}'` })
  }
  return problems
}

interface RuleGround {
  rule: FieldRule
  rights: ActorAccess
  pointer: string
}

function fieldProblems(entity: CompiledEntity, name: string, { rule, rights, pointer }: RuleGround): Problem[] {
  const target = fieldTarget(entity, name)
  if (target === null) {
    const near = nearestName(name, entity.fields.keys())
    const hint = near === null ? '' : `; did you mean '${near}'?`
    return [{ pointer, message: `'${entity.name}' has no field '${name}' that can be set${hint}` }]
  }
  if (rule.dateFormat !== undefined && !DATE_FORMAT.test(rule.dateFormat)) {
    return [{ pointer: `${pointer}/dateFormat`, message: 'a date format needs YYYY, M or MM, and D or DD' }]
  }
  if (target.kind === 'value') {
    return rule.by === undefined ? [] : [{ pointer: `${pointer}/by`, message: `'${name}' is no reference` }]
  }
  if (target.kind === 'user') {
    const known = rule.by === undefined || ['name', 'email', 'id'].includes(rule.by)
    return known ? [] : [{ pointer: `${pointer}/by`, message: "a user is found by 'name', 'email' or 'id'" }]
  }
  if (target.kind === 'tag' && rule.whenMissing === 'createMissing') {
    return [{ pointer: `${pointer}/whenMissing`, message: 'tags are not made by imports: make them first' }]
  }
  if (target.kind === 'team' || target.kind === 'tag') {
    const known = rule.by === undefined || ['name', 'id'].includes(rule.by)
    return known ? [] : [{ pointer: `${pointer}/by`, message: `a ${target.kind} is found by 'name' or 'id'` }]
  }
  const other = rights.readable(target.entity)?.entity
  const by = other === undefined ? undefined : storedQueryField(other, rule.by ?? other.titleField.name)
  if (by?.operators.includes('in') === true) return []
  return [
    { pointer: `${pointer}/by`, message: `records of '${target.entity}' cannot be found by '${rule.by ?? 'title'}'` },
  ]
}

function wrongMapping(problems: Problem[]): TenonError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const message = `The mapping is wrong at '${first?.pointer ?? ''}': ${first?.message ?? ''}${more}.`
  return new TenonError({ code: 'BAD_REQUEST', message, problems })
}
