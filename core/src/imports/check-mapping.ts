import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import type { ActorAccess } from '../access/make-access.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { storedQueryField } from '../records/stored-query-field.ts'
import { fieldTarget } from './field-target.ts'
import { checkMappingShape, type EntitySource, type FieldRule, type ImportMapping } from './import-mapping.ts'

const DATE_FORMAT = /^(?=.*YYYY)(?=.*M)(?=.*D)(YYYY|MM|DD|M|D|[^A-Za-z0-9])+$/

export interface MappingGround {
  /** Of what is said of a mistake. Default: English. */
  locale?: Locale
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
export function checkMapping(value: unknown, { locale = 'en', rights, rowHooks, keyed }: MappingGround): ImportMapping {
  const checked = checkMappingShape(value, locale)
  if ('problems' in checked) throw wrongMapping(checked.problems, locale)
  const sources = checked.mapping.sources.map((source) => ('users' in source ? source : keyed(source)))
  const mapping = { ...checked.mapping, sources }
  const problems = mapping.sources.flatMap((source, index) => [
    ...hookProblems(source.rows, { rowHooks, pointer: `/sources/${index}/rows` }),
    ...('users' in source
      ? peopleProblems(source.users, `/sources/${index}/users`)
      : sourceProblems(source, { rights, pointer: `/sources/${index}` })),
  ])
  if (problems.length > 0) {
    throw wrongMapping(
      problems.map(({ pointer, text }) => ({ pointer, message: textIn(text, locale) })),
      locale,
    )
  }
  return mapping
}

interface MappingProblem {
  pointer: string
  text: Required<LocalizedText>
}

function didYouMean(near: string): readonly [english: string, chinese: string] {
  return [`did you mean '${near}'?`, `是否想写“${near}”？`]
}

function hookProblems(
  name: string | undefined,
  { rowHooks, pointer }: Pick<MappingGround, 'rowHooks'> & { pointer: string },
): MappingProblem[] {
  if (name === undefined || rowHooks.includes(name)) return []
  const near = nearestName(name, rowHooks)
  const [known, knownChinese] =
    rowHooks.length === 0
      ? ['no installed plugin has one', '没有已安装的插件提供行钩子']
      : [`there are ${rowHooks.join(', ')}`, `现有 ${rowHooks.join('、')}`]
  const [hint, hintChinese] = near === null ? [known, knownChinese] : didYouMean(near)
  return [
    {
      pointer,
      text: {
        en: `no installed plugin has a hook for rows '${name}'; ${hint}`,
        'zh-CN': `没有已安装的插件提供行钩子“${name}”；${hintChinese}`,
      },
    },
  ]
}

function peopleProblems(
  { email, emailDomain }: { email?: string; emailDomain?: string },
  pointer: string,
): MappingProblem[] {
  if ((email === undefined) !== (emailDomain === undefined)) return []
  return [
    {
      pointer,
      text: {
        en: 'exactly one of email and emailDomain is needed',
        'zh-CN': 'email 与 emailDomain 必须且只能有一个',
      },
    },
  ]
}

function sourceProblems(
  source: EntitySource,
  { rights, pointer }: { rights: ActorAccess; pointer: string },
): MappingProblem[] {
  const { entity } = rights.require(source.entity, 'create')
  const problems = Object.entries(source.fields).flatMap(([name, rule]) =>
    fieldProblems(entity, name, { rule, rights, pointer: `${pointer}/fields/${name}` }),
  )
  if (source.fields[source.key] === undefined) {
    problems.push({
      pointer: `${pointer}/key`,
      text: {
        en: `'${source.key}' is not among the fields of this source`,
        'zh-CN': `“${source.key}”不在此来源的字段中`,
      },
    })
  } else if (storedQueryField(entity, source.key)?.operators.includes('in') !== true) {
    problems.push({
      pointer: `${pointer}/key`,
      text: { en: `records cannot be found by '${source.key}'`, 'zh-CN': `无法按“${source.key}”查找记录` },
    })
  }
  return problems
}

const DATE_FORMAT_RULE = {
  en: 'a date format needs YYYY, M or MM, and D or DD',
  'zh-CN': '日期格式需要 YYYY、M 或 MM，以及 D 或 DD',
}
const USER_RULE = {
  en: "a user is found by 'name', 'email' or 'id'",
  'zh-CN': '用户按 name、email 或 id 查找',
}
const TAG_RULE = { en: 'tags are not made by imports: make them first', 'zh-CN': '导入不会新建标签：请先新建' }
const NAMED_RULES = {
  team: { en: "a team is found by 'name' or 'id'", 'zh-CN': '团队按 name 或 id 查找' },
  tag: { en: "a tag is found by 'name' or 'id'", 'zh-CN': '标签按 name 或 id 查找' },
}

interface RuleGround {
  rule: FieldRule
  rights: ActorAccess
  pointer: string
}

function fieldProblems(entity: CompiledEntity, name: string, { rule, rights, pointer }: RuleGround): MappingProblem[] {
  const target = fieldTarget(entity, name)
  if (target === null) {
    const near = nearestName(name, entity.fields.keys())
    const [hint, hintChinese] =
      near === null ? ['', ''] : didYouMean(near).map((words, at) => `${at ? '；' : '; '}${words}`)
    const text = {
      en: `'${entity.name}' has no field '${name}' that can be set${hint}`,
      'zh-CN': `“${entity.name}”没有可设置的字段“${name}”${hintChinese}`,
    }
    return [{ pointer, text }]
  }
  if (rule.dateFormat !== undefined && !DATE_FORMAT.test(rule.dateFormat)) {
    return [{ pointer: `${pointer}/dateFormat`, text: DATE_FORMAT_RULE }]
  }
  if (target.kind === 'value') {
    const text = { en: `'${name}' is no reference`, 'zh-CN': `“${name}”不是引用` }
    return rule.by === undefined ? [] : [{ pointer: `${pointer}/by`, text }]
  }
  if (target.kind === 'user') {
    const known = rule.by === undefined || ['name', 'email', 'id'].includes(rule.by)
    return known ? [] : [{ pointer: `${pointer}/by`, text: USER_RULE }]
  }
  if (target.kind === 'tag' && rule.whenMissing === 'createMissing') {
    return [{ pointer: `${pointer}/whenMissing`, text: TAG_RULE }]
  }
  if (target.kind === 'team' || target.kind === 'tag') {
    const known = rule.by === undefined || ['name', 'id'].includes(rule.by)
    return known ? [] : [{ pointer: `${pointer}/by`, text: NAMED_RULES[target.kind] }]
  }
  const other = rights.readable(target.entity)?.entity
  const by = other === undefined ? undefined : storedQueryField(other, rule.by ?? other.titleField.name)
  if (by?.operators.includes('in') === true) return []
  const wrong = rule.by ?? 'title'
  const text = {
    en: `records of '${target.entity}' cannot be found by '${wrong}'`,
    'zh-CN': `无法按“${wrong}”查找“${target.entity}”的记录`,
  }
  return [{ pointer: `${pointer}/by`, text }]
}

function wrongMapping(problems: Problem[], locale: Locale): TenonError {
  const [{ pointer = '', message: said = '' } = {}] = problems
  const others = problems.length - 1
  const text: LocalizedText = {
    en: `The mapping is wrong at '${pointer}': ${said}${others > 0 ? ` (and ${others} more)` : ''}.`,
    'zh-CN': `映射在“${pointer}”处有误：${said}${others > 0 ? `（另有 ${others} 处）` : ''}。`,
  }
  return new TenonError({ code: 'BAD_REQUEST', message: textIn(text, locale), problems })
}
