import type { CompiledEntity } from '../../model/compiled-model.ts'
import { filterFields } from '../../model/filter-fields.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/** Forms, lists, views and filters that show a field or choose by it, and widgets on host sites that may. */
export function screenUsers(users: ModelUsers, used: UsedField): FoundDependent[] {
  const entity = users.model.entities.get(used.entity)
  return [
    ...(entity === undefined ? [] : [...formUsers(entity, used), ...embedUsers(users, entity, used)]),
    ...viewUsers(users, used),
  ]
}

function formUsers({ schema }: CompiledEntity, used: UsedField): FoundDependent[] {
  const of = schema.label
  const isIn = (list: readonly string[] | undefined) => list?.includes(used.field) ?? false
  const sections = (schema.sections ?? []).filter(({ fields }) => isIn(fields))
  return [
    ...sections.map(({ label }) =>
      found('form', used, both(`Section ‘${en(label)}’ of the form shows it`, `表单分区“${zh(label)}”显示它`)),
    ),
    ...(isIn(schema.listFields)
      ? [found('list', used, both(`The list of ${en(of)} has it as a column`, `“${zh(of)}”列表将其作为列`))]
      : []),
  ]
}

/** Who sees the field outside: each site that may embed is named. */
export function embedUsers({ sites }: ModelUsers, entity: CompiledEntity, used: UsedField): FoundDependent[] {
  const { schema, fields } = entity
  const customer =
    schema.customerField === used.field
      ? [
          found(
            'embed',
            { ...used, name: used.field },
            both(`It names the customer of each ${en(schema.label)}`, `它指明每条“${zh(schema.label)}”所属的客户`),
          ),
        ]
      : []
  const exposure = fields.get(used.field)?.schema.embed ?? 'never'
  if (exposure === 'never') return customer
  const audience = exposure === 'public' ? both('anybody', '所有人') : both('the known customer', '已识别的客户')
  return [
    ...customer,
    found(
      'embed',
      { ...used, name: used.field },
      both(`Embedded widgets show it to ${en(audience)}`, `嵌入组件向${zh(audience)}显示它`),
    ),
    ...[...sites].map(([id, name]) =>
      found('site', { ...used, name: id }, both(`Site ‘${name}’ may show it`, `网站“${name}”可能显示它`)),
    ),
  ]
}

function viewUsers({ model }: ModelUsers, used: UsedField): FoundDependent[] {
  return [...model.views.values()]
    .filter(({ entity }) => entity === used.entity)
    .flatMap(({ name, label, where, sort, fields }) => {
      const ways = [
        ...(filterFields(where).includes(used.field) ? [['filter', both('filters by it', '按它筛选')] as const] : []),
        ...((sort ?? []).some(({ field }) => field === used.field)
          ? [['filter', both('sorts by it', '按它排序')] as const]
          : []),
        ...((fields ?? []).includes(used.field) ? [['view', both('shows it', '显示它')] as const] : []),
      ]
      return ways.map(([kind, way]) =>
        found(kind, { ...used, name }, both(`View ‘${en(label)}’ ${en(way)}`, `视图“${zh(label)}”${zh(way)}`)),
      )
    })
}
