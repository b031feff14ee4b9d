import type { DependentKind, PlanDependent } from '@tenon/sdk/contract/change-plan'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { filterFields } from '../model/filter-fields.ts'
import type { ModelChange } from './model-change.ts'

/** All that may use a part of the model. */
export interface Users {
  model: CompiledModel
  roles: ReadonlyMap<string, RoleGrants>
  packages: readonly PluginPackage[]
}

type Found = Omit<PlanDependent, 'step'>

/** What uses the entities, fields and stages that the changes touch; steps of a plan begin with the changes, in their order. */
export function findDependents(changes: readonly ModelChange[], users: Users): PlanDependent[] {
  return changes.flatMap((change, step) => usersOf(change, users).map((found) => ({ step, ...found })))
}

function usersOf(change: ModelChange, users: Users): Found[] {
  switch (change.kind) {
    case 'RemoveEntity':
      return entityUsers(users, change.entity)
    case 'RemoveField':
      return fieldUsers(users, { entity: change.entity.name, field: change.field.name, breaks: true })
    case 'RenameField':
      return fieldUsers(users, { entity: change.entity.name, field: change.before.name, breaks: false })
    case 'RenamePart': {
      const { part, key } = change.rename
      const field = part === 'field' ? change.entity?.fields.get(key) : undefined
      if (change.entity === null || field === undefined) return []
      return fieldUsers(users, { entity: change.entity.name, field: field.name, breaks: false })
    }
    case 'ChangeField': {
      const deep = change.aspects.some((aspect) => aspect === 'type' || aspect === 'referenceTarget')
      return deep ? fieldUsers(users, { entity: change.entity.name, field: change.before.name, breaks: false }) : []
    }
    case 'RemovePipeline':
      return pluginUsers(users, change.pipeline.entity, false)
    default:
      return []
  }
}

interface UsedField {
  entity: string
  field: string
  breaks: boolean
}

function fieldUsers(users: Users, used: UsedField): Found[] {
  const entity = users.model.entities.get(used.entity)
  return [
    ...(entity === undefined ? [] : [...ownUsers(entity, used), ...embedUsers(entity, used)]),
    ...viewUsers(users, used),
    ...pipelineUsers(users, used),
    ...roleUsers(users, used),
    ...pluginUsers(users, used.entity, used.breaks),
  ]
}

interface Used {
  entity: string
  breaks: boolean
  /** Of the view, pipeline, role, plugin or field. */
  name?: string
}

function found(kind: DependentKind, { entity, breaks, name = '' }: Used, text: LocalizedText): Found {
  return { kind, entity, name, breaks, text }
}

/** The entity's own forms, list and title, and fields that are worked out of all others. */
function ownUsers({ schema, computedFields }: CompiledEntity, used: UsedField): Found[] {
  const { field } = used
  const isIn = (list: readonly string[] | undefined) => list?.includes(field) ?? false
  const of = schema.label
  const sections = (schema.sections ?? []).filter(({ fields }) => isIn(fields))
  return [
    ...(schema.titleField === field
      ? [found('field', used, both(`It is the title of ${en(of)}`, `它是“${zh(of)}”的标题`))]
      : []),
    ...(schema.customerField === field
      ? [found('embed', used, both(`It names the customer of each ${en(of)}`, `它指明每条“${zh(of)}”所属的客户`))]
      : []),
    ...sections.map(({ label }) =>
      found('form', used, both(`Section ‘${en(label)}’ of the form shows it`, `表单分区“${zh(label)}”显示它`)),
    ),
    ...(isIn(schema.listFields)
      ? [found('list', used, both(`The list of ${en(of)} has it as a column`, `“${zh(of)}”列表将其作为列`))]
      : []),
    ...computedFields
      .filter(({ name }) => name !== field)
      .map(({ name, schema: { label } }) =>
        found(
          'field',
          { ...used, name },
          both(`‘${en(label)}’ is worked out of the record by code`, `“${zh(label)}”由代码根据记录计算`),
        ),
      ),
  ]
}

function embedUsers({ fields }: CompiledEntity, used: UsedField): Found[] {
  const exposure = fields.get(used.field)?.schema.embed ?? 'never'
  if (exposure === 'never') return []
  const audience = exposure === 'public' ? both('anybody', '所有人') : both('the known customer', '已识别的客户')
  return [found('embed', used, both(`Embedded widgets show it to ${en(audience)}`, `嵌入组件向${zh(audience)}显示它`))]
}

function viewUsers({ model }: Users, used: UsedField): Found[] {
  return [...model.views.values()]
    .filter(({ entity }) => entity === used.entity)
    .flatMap(({ name, label, where, sort, fields }) => {
      const ways = [
        ...(filterFields(where).includes(used.field) ? [both('filters by it', '按它筛选')] : []),
        ...((sort ?? []).some(({ field }) => field === used.field) ? [both('sorts by it', '按它排序')] : []),
        ...((fields ?? []).includes(used.field) ? [both('shows it', '显示它')] : []),
      ]
      return ways.map((way) =>
        found('view', { ...used, name }, both(`View ‘${en(label)}’ ${en(way)}`, `视图“${zh(label)}”${zh(way)}`)),
      )
    })
}

function pipelineUsers({ model }: Users, used: UsedField): Found[] {
  return [...model.pipelines.values()]
    .filter(({ entity }) => entity === used.entity)
    .flatMap(({ name, schema }) => {
      const { label, amountField, closeDateField, cardFields = [], stages } = schema
      const required = stages.filter(({ entry, exit }) =>
        [...(entry?.requiredFields ?? []), ...(exit?.requiredFields ?? [])].includes(used.field),
      )
      const ways = [
        ...(amountField === used.field ? [both('sums it on its board', '在看板上对它求和')] : []),
        ...(closeDateField === used.field ? [both('takes it for the expected close', '将它作为预计成交日期')] : []),
        ...(cardFields.includes(used.field) ? [both('shows it on its cards', '在卡片上显示它')] : []),
        ...required.map((stage) =>
          both(`asks for it in stage ‘${en(stage.label)}’`, `在阶段“${zh(stage.label)}”要求填写它`),
        ),
      ]
      return ways.map((way) =>
        found(
          'pipeline',
          { ...used, name },
          both(`Pipeline ‘${en(label)}’ ${en(way)}`, `流程“${zh(label)}”${zh(way)}`),
        ),
      )
    })
}

function roleUsers({ roles }: Users, used: UsedField): Found[] {
  return [...roles]
    .filter(([, grants]) => Object.hasOwn(grants[used.entity]?.fields ?? {}, used.field))
    .map(([role]) =>
      found(
        'role',
        { ...used, name: role },
        both(`Role ‘${role}’ has rights of its own on it`, `角色“${role}”对它有单独的权限`),
      ),
    )
}

/** What code reads of a record cannot be told: code that sees the record at all is named. */
function pluginUsers({ packages }: Users, entity: string, breaks: boolean): Found[] {
  return packages.flatMap(({ manifest: { id, label, actions = [] }, hooks }) => {
    const used = { entity, breaks }
    const hasCode = Object.hasOwn(hooks.entities, entity)
    const own = actions.filter((action) => action.entity === entity)
    return [
      ...(hasCode
        ? [
            found(
              'hook',
              { ...used, name: id },
              both(
                `Code of plugin ‘${en(label)}’ runs when such records are written`,
                `写入此类记录时会运行插件“${zh(label)}”的代码`,
              ),
            ),
          ]
        : []),
      ...own.map((action) =>
        found(
          'action',
          { ...used, name: id },
          both(
            `Action ‘${en(action.label)}’ of plugin ‘${en(label)}’ works on such records`,
            `插件“${zh(label)}”的操作“${zh(action.label)}”会处理此类记录`,
          ),
        ),
      ),
    ]
  })
}

function entityUsers(users: Users, { name, referencedBy, schema }: CompiledEntity): Found[] {
  const used = { entity: name, breaks: true }
  const references = referencedBy
    .filter(({ entity }) => entity !== name)
    .map(({ entity, field }) => {
      const from = users.model.entities.get(entity)
      const [of, label] = [from?.schema.label ?? { en: entity }, from?.fields.get(field)?.schema.label ?? { en: field }]
      return found(
        'reference',
        { entity, breaks: true, name: field },
        both(`‘${en(label)}’ of ${en(of)} refers to it`, `“${zh(of)}”的“${zh(label)}”引用它`),
      )
    })
  const views = [...users.model.views.values()].filter(({ entity }) => entity === name)
  const pipelines = [...users.model.pipelines.values()].filter(({ entity }) => entity === name)
  const roles = [...users.roles].filter(([, grants]) => Object.hasOwn(grants, name))
  return [
    ...references,
    ...views.map(({ name: view, label }) =>
      found('view', { ...used, name: view }, both(`View ‘${en(label)}’ lists it`, `视图“${zh(label)}”列出它`)),
    ),
    ...pipelines.map((flow) =>
      found(
        'pipeline',
        { ...used, name: flow.name },
        both(
          `Pipeline ‘${en(flow.schema.label)}’ is for ${en(schema.label)}`,
          `流程“${zh(flow.schema.label)}”用于“${zh(schema.label)}”`,
        ),
      ),
    ),
    ...roles.map(([role]) =>
      found(
        'role',
        { ...used, name: role },
        both(`Role ‘${role}’ has rights of its own on it`, `角色“${role}”对它有单独的权限`),
      ),
    ),
    ...pluginUsers(users, name, true),
  ]
}

const en = (text: LocalizedText) => textIn(text, 'en')
const zh = (text: LocalizedText) => textIn(text, 'zh-CN')

function both(english: string, chinese: string): LocalizedText {
  return { en: english, 'zh-CN': chinese }
}
