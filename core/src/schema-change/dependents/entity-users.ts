import type { CompiledEntity } from '../../model/compiled-model.ts'
import { apiUsers } from './api-users.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers } from './model-users.ts'
import { pluginUsers } from './plugin-users.ts'
import { entityRoles } from './role-users.ts'
import { entitySavedViews } from './saved-view-users.ts'

/** What uses a whole entity that goes. */
export function entityUsers(users: ModelUsers, entity: CompiledEntity): FoundDependent[] {
  const { name, schema } = entity
  const used = { entity: name, breaks: true }
  const views = [...users.model.views.values()].filter((view) => view.entity === name)
  const pipelines = [...users.model.pipelines.values()].filter((pipeline) => pipeline.entity === name)
  return [
    ...references(users, entity),
    ...derivedElsewhere(users, name),
    ...views.map(({ name: view, label }) =>
      found('view', { ...used, name: view }, both(`View ‘${en(label)}’ lists it`, `视图“${zh(label)}”列出它`)),
    ),
    ...entitySavedViews(users, name),
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
    ...created(users, name),
    ...entityRoles(users, name),
    ...embeds(users, entity),
    ...pluginUsers(users, used),
    ...apiUsers(users, used),
  ]
}

function references({ model }: ModelUsers, { name, referencedBy }: CompiledEntity): FoundDependent[] {
  return referencedBy
    .filter(({ entity }) => entity !== name)
    .map(({ entity, field }) => {
      const from = model.entities.get(entity)
      const [of, label] = [from?.schema.label ?? { en: entity }, from?.fields.get(field)?.schema.label ?? { en: field }]
      return found(
        'reference',
        { entity, breaks: true, name: field },
        both(`‘${en(label)}’ of ${en(of)} refers to it`, `“${zh(of)}”的“${zh(label)}”引用它`),
      )
    })
}

/** Fields of other entities that are worked out of its records. */
function derivedElsewhere({ model }: ModelUsers, name: string): FoundDependent[] {
  return [...model.entities.values()]
    .filter((entity) => entity.name !== name)
    .flatMap(({ name: entity, schema: { label: of }, derivedFields }) =>
      derivedFields
        .filter(({ derivation }) => derivation.uses.some((place) => place.entity === name))
        .map(({ name: field, schema: { label } }) =>
          found(
            'field',
            { entity, name: field, breaks: true },
            both(
              `‘${en(label)}’ of ${en(of)} is worked out of its records`,
              `“${zh(of)}”的“${zh(label)}”由其记录计算得出`,
            ),
          ),
        ),
    )
}

/** Stages of other entities' pipelines that create its records. */
function created({ model }: ModelUsers, name: string): FoundDependent[] {
  return [...model.pipelines.values()]
    .filter(({ entity }) => entity !== name)
    .flatMap(({ name: pipeline, schema: { label: of, stages } }) =>
      stages
        .filter(({ entry }) => entry?.creates?.some((one) => one.entity === name) === true)
        .map(({ label }) =>
          found(
            'pipeline',
            { entity: name, name: pipeline, breaks: true },
            both(
              `Pipeline ‘${en(of)}’ creates its records in stage ‘${en(label)}’`,
              `流程“${zh(of)}”在阶段“${zh(label)}”新建其记录`,
            ),
          ),
        ),
    )
}

function embeds({ sites }: ModelUsers, { name, fields }: CompiledEntity): FoundDependent[] {
  const exposed = [...fields.values()].filter(({ schema }) => (schema.embed ?? 'never') !== 'never').length
  if (exposed === 0) return []
  const place = { entity: name, breaks: true }
  return [
    found(
      'embed',
      { ...place, name: '' },
      both(`Embedded widgets show ${exposed} of its fields`, `嵌入组件显示其中 ${exposed} 个字段`),
    ),
    ...[...sites].map(([id, site]) =>
      found('site', { ...place, name: id }, both(`Site ‘${site}’ may show its records`, `网站“${site}”可能显示其记录`)),
    ),
  ]
}
