import entitySchema from '@tenon/sdk/contract/schemas/entity.schema.json' with { type: 'json' }
import extensionSchema from '@tenon/sdk/contract/schemas/extension.schema.json' with { type: 'json' }
import metricSchema from '@tenon/sdk/contract/schemas/metric.schema.json' with { type: 'json' }
import pipelineSchema from '@tenon/sdk/contract/schemas/pipeline.schema.json' with { type: 'json' }
import pluginSchema from '@tenon/sdk/contract/schemas/plugin.schema.json' with { type: 'json' }
import viewSchema from '@tenon/sdk/contract/schemas/view.schema.json' with { type: 'json' }
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { schemaErrorMessage } from '../schema-error-message.ts'
import { type ModelProblem, pointerStep } from './model-problem.ts'

export type MetaSchemaName = keyof typeof SCHEMAS

const SCHEMAS = {
  entity: entitySchema,
  extension: extensionSchema,
  pipeline: pipelineSchema,
  plugin: pluginSchema,
  view: viewSchema,
  metric: metricSchema,
}

/** A few small files are checked against them: making the checks takes longer than all that they do. */
const QUICKLY_COMPILED: Options = {
  // That they are sound is tested, and need not be found out at each start.
  meta: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
}

let ajv: Ajv2020 | undefined

function validatorOf(name: MetaSchemaName): ValidateFunction {
  // Built at the first use: a process that only serves requests never needs them.
  ajv ??= new Ajv2020({ allErrors: true, verbose: true, ...QUICKLY_COMPILED, schemas: Object.values(SCHEMAS) })
  const validate = ajv.getSchema(SCHEMAS[name].$id)
  if (validate === undefined) throw new Error(`Meta-schema ${name} is missing`)
  return validate
}

/** What keeps a part of a plugin or model from being well-formed: the place, the value and what is allowed. */
export function checkAgainstMetaSchema(name: MetaSchemaName, part: unknown): ModelProblem[] {
  const validate = validatorOf(name)
  if (validate(part)) return []
  // What is wrong with a name is told by the rule that it breaks, and not once more by the one that names have rules.
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames').map(toModelProblem)
}

function toModelProblem(error: ErrorObject): ModelProblem {
  const { instancePath, keyword, params, propertyName } = error
  const named = propertyName ?? params['additionalProperty']
  const pointer = typeof named === 'string' ? instancePath + pointerStep(named) : instancePath
  return { pointer, rule: keyword, problem: describe(error) }
}

function describe(error: ErrorObject): ModelProblem['problem'] {
  if (error.keyword === 'additionalProperties') return unknownKeyword(error)
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty'])
    return { en: `'${missing}' is missing`, 'zh-CN': `缺少 '${missing}'` }
  }
  if (error.keyword === 'enum' && typeof error.data === 'string') {
    const expected = expectedNames(error.data, error.params['allowedValues'] as string[])
    const shown = shownValue(error.data)
    return { en: `${shown} is not known; ${expected.en}`, 'zh-CN': `${shown} 未知；${expected['zh-CN']}` }
  }
  return schemaErrorMessage(error)
}

function unknownKeyword(error: ErrorObject): ModelProblem['problem'] {
  const name = String(error.params['additionalProperty'])
  const expected = expectedNames(name, Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {}))
  const shown = shownValue(name)
  return { en: `unknown keyword ${shown}; ${expected.en}`, 'zh-CN': `未知的关键字 ${shown}；${expected['zh-CN']}` }
}
