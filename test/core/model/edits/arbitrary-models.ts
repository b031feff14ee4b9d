import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'

/** As out of JSON: with the prototype of any object. */
const plain = (part: unknown): unknown => JSON.parse(JSON.stringify(part))

const word = fc.constantFrom('One', 'Two', 'Three')
const names = (pool: string[]) => fc.uniqueArray(fc.constantFrom(...pool), { maxLength: pool.length })
const label = fc.oneof(fc.record({ en: word }), fc.record({ en: word, 'zh-CN': word }))
const FIELDS = ['a', 'b', 'c', 'd']
const options = names(['red', 'green', 'blue']).chain((values) =>
  fc.tuple(...values.map((value) => fc.record({ value: fc.constant(value), label }))),
)

const field = fc.oneof(
  fc.record(
    { fieldType: fc.constant('text'), label, maxLength: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: ['fieldType', 'label'] },
  ),
  fc.record({ fieldType: fc.constant('choice'), label, options }),
  fc.record(
    { fieldType: fc.constant('integer'), label, unique: fc.boolean() },
    { requiredKeys: ['fieldType', 'label'] },
  ),
)

const fields = fc.dictionary(fc.constantFrom(...FIELDS), field, { maxKeys: 4 })
const entity = fc.record(
  { label, titleField: fc.constantFrom(...FIELDS), properties: fields, listFields: names(FIELDS), icon: word },
  { requiredKeys: ['label', 'titleField', 'properties'] },
)
const stages = names(['open', 'won', 'lost']).chain((known) =>
  fc.tuple(
    ...known.map((name) =>
      fc.record(
        { name: fc.constant(name), label, rottingDays: fc.integer({ min: 1, max: 3 }) },
        { requiredKeys: ['name', 'label'] },
      ),
    ),
  ),
)
const pipeline = fc.record({ label, entity: fc.constant('car'), stages })

/** Documents of plugins' parts; whether they are sound is not asked here. */
export const documents = fc
  .record({
    entities: fc.dictionary(fc.constantFrom('car', 'bike'), entity, { maxKeys: 2 }),
    pipelines: fc.dictionary(fc.constant('sale'), pipeline),
  })
  .map(plain) as unknown as fc.Arbitrary<ModelDocument>

function patched(parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  return fc.record(parts, { requiredKeys: [] })
}

const maybe = (part: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary: part }, fc.constant(null))
const fieldPatch = fc.oneof(
  patched({
    label: patched({ en: word, 'zh-CN': maybe(word) }),
    maxLength: fc.integer({ min: 1, max: 3 }),
    unique: fc.boolean(),
    options,
  }),
  patched({ fieldType: fc.constant('text'), maxLength: fc.integer({ min: 1, max: 3 }) }),
  field,
)
const entityPatch = patched({
  label: patched({ en: word }),
  icon: maybe(word),
  listFields: names(FIELDS),
  properties: fc.dictionary(fc.constantFrom(...FIELDS), maybe(fieldPatch), { maxKeys: 4 }),
})

/** Patches of such documents. */
export const editsOfModels = patched({
  entities: fc.dictionary(fc.constantFrom('car', 'bike', 'boat'), maybe(entityPatch), { maxKeys: 3 }),
  pipelines: fc.dictionary(fc.constant('sale'), maybe(patched({ label: patched({ en: word }), stages }))),
}).map(plain) as fc.Arbitrary<TenantEdits>
