import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }

/** The way by which files come in and go out, for an actor who may set such a field. */
export function filePaths(entities: readonly DescribedEntity[], locale: Locale): Record<string, JsonObject> {
  const fields = entities.flatMap(fileFields)
  if (fields.length === 0) return {}
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const query = (name: string, schema: JsonObject) => ({ name, in: 'query', required: true, schema })
  const known = (names: string[]): JsonObject => ({ ...TEXT, enum: [...new Set(names)] })
  return {
    '/api/files': {
      post: {
        tags: [words('Files', '文件')],
        operationId: 'files.upload',
        summary: words('Upload a file; then name its id in the field', '上传文件，然后在字段中填写其编号'),
        parameters: [
          query('entity', known(fields.map(({ entity }) => entity))),
          query('field', known(fields.map(({ field }) => field))),
          query('name', { ...TEXT, maxLength: 1000 }),
        ],
        requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } },
        responses: {
          '201': {
            description: words('What it is by its bytes.', '按内容判断的文件信息。'),
            content: { 'application/json': { schema: FILE } },
          },
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    },
  }
}

function fileFields({ compiled, view }: DescribedEntity): Array<{ entity: string; field: string }> {
  const open = [...compiled.fields.values()].filter(({ name }) => view.access.writableFields.includes(name))
  return open
    .filter(({ type }) => type === 'file' || type === 'image')
    .map(({ name }) => ({ entity: compiled.name, field: name }))
}

const FILE: JsonObject = {
  type: 'object',
  properties: {
    id: { ...TEXT, format: 'uuid' },
    name: TEXT,
    size: { type: 'integer' },
    type: TEXT,
    width: { type: 'integer' },
    height: { type: 'integer' },
  },
  required: ['id', 'name', 'size', 'type'],
}
