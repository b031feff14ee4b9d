import type { ModelDocument, ModelEntity, ModelPipeline } from '@tenon/sdk/contract/model-document'
import { shownValue } from '../field-types/shown-value.ts'
import { snakeCase } from '../sql-names.ts'
import { checkAgainstMetaSchema } from './check-against-meta-schema.ts'
import { checkDefaultExpressions } from './check-default-expression.ts'
import { withResults } from './check-derived.ts'
import { checkEntity } from './check-entity.ts'
import { checkNames } from './check-names.ts'
import { checkPipeline, checkPipelineFields } from './check-pipeline.ts'
import { checkReverseNames } from './check-reverse-names.ts'
import { checkRollupStages } from './check-rollups.ts'
import { checkRules } from './check-rules.ts'
import { checkStageExpressions } from './check-stage-expressions.ts'
import { checkView } from './check-view.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'
import { unknownEntity } from './unknown-entity.ts'

/** Everything that is wrong with a merged document; pointers begin at its root. */
export function checkModel(merged: ModelDocument): ModelProblem[] {
  const malformed = checkForm(merged)
  // What follows relies on the form.
  if (malformed.length > 0) return malformed
  const { document, problems: derived } = withResults(merged)
  const entities = Object.entries(merged.entities).flatMap(([name, entity]) =>
    within(`/entities${pointerStep(name)}`, [
      ...sameAsKey(name, entity.name),
      ...checkEntity(entity),
      ...checkReferences(entity, document),
      ...checkIds(entity),
      ...checkRollupStages(entity, document),
    ]),
  )
  const pipelines = Object.entries(document.pipelines).flatMap(([name, pipeline]) =>
    within(`/pipelines${pointerStep(name)}`, [
      ...sameAsKey(name, pipeline.name),
      ...checkPipeline(pipeline),
      ...checkPipelineEntity(pipeline, document),
    ]),
  )
  const views = Object.entries(document.views ?? {}).flatMap(([name, view]) =>
    within(`/views${pointerStep(name)}`, [...sameAsKey(name, view.name), ...checkView(view, document)]),
  )
  return [
    ...entities,
    ...derived,
    ...checkDefaultExpressions(document),
    ...checkReverseNames(document),
    ...checkRules(document),
    ...checkTables(document),
    ...pipelines,
    ...views,
    ...checkNames(document),
  ]
}

/** What keeps its parts from being well-formed. */
export function checkForm({ entities, pipelines, views = {} }: ModelDocument): ModelProblem[] {
  return [
    ...Object.entries(entities).flatMap(([name, { source: _source, fieldSources: _fieldSources, ...entity }]) =>
      within(`/entities${pointerStep(name)}`, checkAgainstMetaSchema('entity', entity)),
    ),
    ...Object.entries(pipelines).flatMap(([name, { source: _source, ...pipeline }]) =>
      within(`/pipelines${pointerStep(name)}`, checkAgainstMetaSchema('pipeline', pipeline)),
    ),
    ...Object.entries(views).flatMap(([name, { source: _source, ...view }]) =>
      within(`/views${pointerStep(name)}`, checkAgainstMetaSchema('view', view)),
    ),
  ]
}

function sameAsKey(key: string, name: string): ModelProblem[] {
  if (key === name) return []
  const problem = {
    en: `the name ${shownValue(name)} must be '${key}': names never change, labels may`,
    'zh-CN': `名称 ${shownValue(name)} 必须为 '${key}'：名称不可更改，标签可以`,
  }
  return [{ pointer: '/name', rule: 'name', problem }]
}

function checkReferences(entity: ModelEntity, { entities }: ModelDocument): ModelProblem[] {
  const problems = (place: string, name: string) =>
    Object.hasOwn(entities, name) ? [] : [unknownEntity(place, name, entities)]
  return Object.entries(entity.properties).flatMap(([name, { reference, targets }]) => {
    const place = `/properties${pointerStep(name)}`
    return [
      ...(reference === undefined ? [] : problems(`${place}/reference/entity`, reference.entity)),
      ...(targets?.entities ?? []).flatMap((one, index) => problems(`${place}/targets/entities/${index}`, one)),
    ]
  })
}

function checkIds({ properties }: ModelEntity): ModelProblem[] {
  const owners = new Map<string, string>()
  return Object.entries(properties).flatMap(([name, { id }]): ModelProblem[] => {
    const owner = id === undefined ? undefined : owners.get(id)
    if (id !== undefined) owners.set(id, name)
    if (owner === undefined) return []
    const problem = {
      en: `the fields '${owner}' and '${name}' have the same id ${shownValue(id ?? '')}`,
      'zh-CN': `字段 '${owner}' 与 '${name}' 的 id 相同：${shownValue(id ?? '')}`,
    }
    return [{ pointer: `/properties${pointerStep(name)}/id`, rule: 'duplicate', problem }]
  })
}

function checkTables({ entities }: ModelDocument): ModelProblem[] {
  const owners = new Map<string, string>()
  return Object.keys(entities).flatMap((name): ModelProblem[] => {
    const owner = owners.get(snakeCase(name))
    owners.set(snakeCase(name), name)
    if (owner === undefined) return []
    const problem = {
      en: `the entities '${owner}' and '${name}' would share a table; choose names that differ by more than capitals`,
      'zh-CN': `实体 '${owner}' 与 '${name}' 会使用同一张表，请使用不只是大小写之差的名称`,
    }
    return [{ pointer: `/entities${pointerStep(name)}`, rule: 'sameTable', problem }]
  })
}

function checkPipelineEntity(pipeline: ModelPipeline, document: ModelDocument): ModelProblem[] {
  const { entities } = document
  const entity = Object.hasOwn(entities, pipeline.entity) ? entities[pipeline.entity] : undefined
  return entity === undefined
    ? [unknownEntity('/entity', pipeline.entity, entities)]
    : [...checkPipelineFields(pipeline, entity), ...checkStageExpressions(pipeline, document)]
}
