import type { ModelDocument, ModelListView } from '@tenon/sdk/contract/model-document'
import { BUILT_IN_VIEWS, type ViewSchema } from '@tenon/sdk/contract/view-schema'
import { checkFilter, comparedField, type FilterSubject, unknownFilterField } from './check-filter.ts'
import { checkName } from './check-name.ts'
import { type ModelProblem, within } from './model-problem.ts'
import { unknownEntity } from './unknown-entity.ts'
import { unknownShownFields } from './unknown-fields.ts'

/** What is wrong with the name of a view. */
export function checkViewName(name: string): ModelProblem[] {
  if (!BUILT_IN_VIEWS.some((built) => built === name)) return within('/name', checkName(name))
  const problem = {
    en: `every list has a view '${name}' already; choose another name`,
    'zh-CN': `每个列表都已有视图 '${name}'，请换一个名称`,
  }
  return [{ pointer: '/name', rule: 'reservedName', problem }]
}

/** What of a well-formed view does not fit the model that it is part of. */
export function checkView(view: ModelListView, document: ModelDocument): ModelProblem[] {
  const subject = filterSubject(view, document)
  if (subject === null) return [unknownEntity('/entity', view.entity, document.entities)]
  return [
    ...checkViewName(view.name),
    ...(view.where === undefined ? [] : within('/where', checkFilter(view.where, subject))),
    ...checkSort(view, subject),
    ...unknownShownFields('/fields', view.fields, subject.properties),
  ]
}

/** Whose records a view lists; null where the model has no such entity. */
export function filterSubject(
  { entity: name }: Pick<ViewSchema, 'entity'>,
  { entities, pipelines }: ModelDocument,
): FilterSubject | null {
  const entity = Object.hasOwn(entities, name) ? entities[name] : undefined
  if (entity === undefined) return null
  return { properties: entity.properties, hasPipeline: Object.values(pipelines).some((one) => one.entity === name) }
}

function checkSort({ sort = [] }: ViewSchema, subject: FilterSubject): ModelProblem[] {
  return sort.flatMap(({ field: name }, index) => {
    const field = comparedField(subject, name)
    const pointer = `/sort/${index}/field`
    if (field === null) return [unknownFilterField(pointer, name, subject)]
    if (field.sortable) return []
    const problem = {
      en: `records cannot be sorted by '${name}'; choose a text, a number, a date or a choice`,
      'zh-CN': `不能按 '${name}' 排序，请选择文本、数字、日期或选项字段`,
    }
    return [{ pointer, rule: 'sort', problem }]
  })
}
