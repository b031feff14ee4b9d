import type { ChoiceOption, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'

/** How far back former versions of the model are asked what something was called. */
const MOST_VERSIONS = 100

/** What entities, fields, options and stages were called that the model does not have any more. */
export interface PastParts {
  entityLabel(entity: string): LocalizedText | undefined
  /** The field as it was last, with every option that it ever had. */
  field(entity: string, field: string): FieldSchema | undefined
  stage(entity: string, stage: string): StageSchema | undefined
}

export interface MissedParts {
  entities: ReadonlySet<string>
  fields: ReadonlyArray<{ entity: string; field: string }>
  /** Entities of which a stage is not known. */
  staged: ReadonlySet<string>
}

/** Looks for what is missing in the versions before; without anything missing it asks nothing. */
export async function readPastParts(
  db: Queryable,
  ctx: RequestContext,
  { entities, fields, staged }: MissedParts,
): Promise<PastParts> {
  const read = <T>(path: readonly string[]) => readVersions<T>(db, ctx, path)
  const labels = new Map<string, LocalizedText>()
  for (const entity of entities) {
    const [label] = await read<LocalizedText>(['entities', entity, 'label'])
    if (label !== undefined) labels.set(entity, label)
  }
  const schemas = new Map<string, FieldSchema>()
  for (const { entity, field } of fields) {
    const [last, ...older] = await read<FieldSchema>(['entities', entity, 'properties', field])
    if (last !== undefined) schemas.set(`${entity} ${field}`, withOptions(last, older))
  }
  const pipelines = staged.size === 0 ? [] : await read<Record<string, ModelPipeline>>(['pipelines'])
  const stages = pipelines.flatMap((one) => Object.values(one))
  return {
    entityLabel: (entity) => labels.get(entity),
    field: (entity, field) => schemas.get(`${entity} ${field}`),
    stage: (entity, name) =>
      stages
        .filter((one) => one.entity === entity)
        .flatMap((one) => one.stages.filter((stage) => stage.name === name))[0],
  }
}

/** A part of the document as it was, newest first, each form of it once. */
async function readVersions<T>(db: Queryable, ctx: RequestContext, path: readonly string[]): Promise<T[]> {
  const { rows } = await sql<{ part: string }>`
    select part from (
      select (v.document #> ${path as string[]}::text[])::text as part, v.version from ${systemTable(ctx, '_model_version')} v
      order by v.version desc limit ${MOST_VERSIONS}::int
    ) p where part is not null group by part order by max(version) desc`.execute(db)
  return rows.map(({ part }) => JSON.parse(part) as T)
}

function withOptions(last: FieldSchema, older: readonly FieldSchema[]): FieldSchema {
  const options = new Map<string, ChoiceOption>()
  for (const schema of [last, ...older]) {
    for (const option of schema.options ?? []) if (!options.has(option.value)) options.set(option.value, option)
  }
  return options.size === 0 ? last : { ...last, options: [...options.values()] }
}
