import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { nameBook } from '../model/names/name-book.ts'
import { entityKey, fieldKey, keyedInput } from '../records/names/keyed-input.ts'
import type { EntitySource, FieldRule } from './import-mapping.ts'

/** A source of a mapping with keys for the names of entity and fields; old names that still work are as good. */
export function keyedSource(ctx: RequestContext, model: CompiledModel, source: EntitySource): EntitySource {
  const book = nameBook(model)
  if (book.isPlain) return source
  const entity = entityKey(ctx, book, source.entity)
  const field = (name: string) => fieldKey(ctx, book, { entity, name })
  const fields = Object.entries(source.fields).map(([name, rule]) => {
    const key = field(name)
    return [key, keyedRule(ctx, model, { entity, field: key, rule })] as const
  })
  return { ...source, entity, key: field(source.key), fields: Object.fromEntries(fields) }
}

interface RuleOf {
  entity: string
  field: string
  rule: FieldRule
}

function keyedRule(ctx: RequestContext, model: CompiledModel, { entity, field, rule }: RuleOf): FieldRule {
  const target = model.entities.get(entity)?.fields.get(field)?.schema.reference?.entity
  if (rule.by === undefined || target === undefined) return rule
  return { ...rule, by: fieldKey(ctx, nameBook(model), { entity: target, name: rule.by }) }
}

/** What a cell calls a stage, as its key; what no stage is called stays for the pipeline to refuse. */
export function keyedStage(
  ctx: RequestContext,
  model: CompiledModel,
  { entity, stage }: { entity: string; stage: JsonValue },
): JsonValue {
  const book = nameBook(model)
  const input = { entity: book.names.entity(entity), values: { stage } }
  return keyedInput(ctx, book, input).values['stage'] ?? null
}
