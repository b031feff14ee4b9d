import { IMPORT_EXISTING, IMPORT_LIMITS } from '@tenon/sdk/contract/import-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'

const TEXT: JsonObject = { type: 'string' }
const COUNT: JsonObject = { type: 'integer' }
const PROBLEM: JsonObject = { $ref: '#/components/responses/Problem' }

function json(schema: JsonObject): JsonObject {
  return { content: { 'application/json': { schema } } }
}

function object(properties: JsonObject): JsonObject {
  return { type: 'object', properties, required: Object.keys(properties) }
}

const RUN = json({ $ref: '#/components/schemas/BulkRun' })

/** Import of a file into an entity, for who may create records of it. */
export function importPaths(
  { name, pluralLabel, access }: ModelViewEntity,
  locale: Locale,
): Record<string, JsonObject> {
  if (!access.create) return {}
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const query = (parameter: string, schema: JsonObject, description: string) => {
    return { name: parameter, in: 'query', schema, description }
  }
  const body = { required: true, content: { 'text/csv': { schema: { ...TEXT, maxLength: IMPORT_LIMITS.bytes } } } }
  const columns = words(
    'Field of each column in the file’s order, separated by commas; an empty name leaves a column out.',
    '按文件列序给出各列对应的字段，以逗号分隔；留空则忽略该列。',
  )
  const shared = [
    query('file', { ...TEXT, maxLength: 200 }, words('What the file is called.', '文件名。')),
    query('match', TEXT, words('Field by which records are found that are there already.', '用于查找已有记录的字段。')),
    query(
      'existing',
      { enum: [...IMPORT_EXISTING], default: 'skip' },
      words('What becomes of their rows.', '找到已有记录时如何处理。'),
    ),
  ]
  const operation = (verb: string, summary: string, parts: JsonObject) => {
    return { operationId: `${name}.${verb}`, tags: [textIn(pluralLabel, locale)], summary, requestBody: body, ...parts }
  }
  return {
    [`/api/v1/${name}/import-check`]: {
      post: operation('checkImport', words('What an import would make of a CSV file', '检查 CSV 文件的导入结果'), {
        parameters: [
          query('fields', TEXT, columns),
          query(
            'partial',
            { ...TEXT, enum: ['true', 'false'] },
            words('Only the beginning of the file is sent.', '仅发送文件开头。'),
          ),
          ...shared,
        ],
        responses: {
          '200': { description: 'OK', ...json({ $ref: '#/components/schemas/CheckedImport' }) },
          default: PROBLEM,
        },
      }),
    },
    [`/api/v1/${name}/import`]: {
      post: operation('import', words('Import a CSV file', '导入 CSV 文件'), {
        parameters: [
          { $ref: '#/components/parameters/idempotencyKey' },
          { ...query('fields', TEXT, columns), required: true },
          ...shared,
        ],
        responses: {
          '200': { description: words('Ended.', '已结束。'), ...RUN },
          '202': { description: words('Still running; follow it by its id.', '仍在执行；请按编号跟踪。'), ...RUN },
          default: PROBLEM,
        },
      }),
    },
  }
}

/** Schema of what a check says. */
export const IMPORT_SCHEMAS: Record<string, JsonObject> = {
  CheckedImport: object({
    encoding: { enum: ['UTF-8', 'UTF-16', 'GB18030'] },
    delimiter: { enum: [',', ';', '\t'] },
    rows: { type: ['integer', 'null'] },
    columns: { type: 'array', items: object({ name: TEXT, field: { type: ['string', 'null'] } }) },
    match: { anyOf: [object({ field: TEXT, existing: { enum: [...IMPORT_EXISTING] } }), { type: 'null' }] },
    fields: {
      type: 'array',
      items: object({ name: TEXT, label: TEXT, required: { type: 'boolean' }, isKey: { type: 'boolean' } }),
    },
    problems: { type: 'array', items: object({ pointer: TEXT, message: TEXT, rule: TEXT }) },
    sample: {
      type: 'array',
      items: object({
        ...{
          line: COUNT,
          cells: { type: 'array', items: TEXT },
          becomes: { enum: ['new', ...IMPORT_EXISTING, 'refused'] },
        },
        problems: { type: 'array', items: object({ column: { type: ['integer', 'null'] }, message: TEXT }) },
      }),
    },
  }),
}
