import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { CompiledModel } from '../model/compiled-model.ts'
import { actionPaths, runPaths } from './open-api-actions.ts'
import { AUDIT_SCHEMAS, auditPaths, timelinePath } from './open-api-audit.ts'
import { bulkPaths, bulkRunPaths } from './open-api-bulk.ts'
import { SHARED_COMPONENTS, SHARED_SCHEMAS } from './open-api-components.ts'
import { DUPLICATE_SCHEMAS, duplicatePaths } from './open-api-duplicates.ts'
import { filePaths } from './open-api-files.ts'
import { IMPORT_SCHEMAS, importPaths } from './open-api-imports.ts'
import { approvalPaths, MOVE_SCHEMAS } from './open-api-moves.ts'
import { entityPaths } from './open-api-paths.ts'
import { PIPELINE_SCHEMAS, pipelinePaths } from './open-api-pipelines.ts'
import { presencePath } from './open-api-presence.ts'
import { PRIVACY_SCHEMAS, privacyPaths } from './open-api-privacy.ts'
import { type DescribedEntity, entitySchemas } from './open-api-schemas.ts'
import { SEARCH_SCHEMAS, searchPaths } from './open-api-search.ts'
import { SHARE_SCHEMAS, sharePaths } from './open-api-shares.ts'
import { TAG_SCHEMAS, tagPaths } from './open-api-tags.ts'
import { VIEW_SCHEMAS, viewPaths } from './open-api-views.ts'

interface Described {
  model: CompiledModel
  /** What the actor may see of it and do with it. */
  view: ModelView
  locale: Locale
}

/** OpenAPI 3.1 document of the records API, for one actor: the same compiled entities that requests are checked by. */
export function buildOpenApi({ model, view, locale }: Described): JsonObject {
  const entities = Object.values(view.entities).flatMap((entity): DescribedEntity[] => {
    const compiled = model.entities.get(entity.name)
    return compiled ? [{ compiled, view: entity, locale }] : []
  })
  return {
    openapi: '3.1.0',
    info: { title: 'Tenon', version: `model ${model.version}` },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    paths: Object.assign(
      {},
      ...entities.map((entity) => ({
        ...entityPaths(entity),
        ...duplicatePaths(entity),
        ...pipelinePaths(entity),
        ...timelinePath(entity),
        ...presencePath(entity),
        ...actionPaths(entity.view, locale),
        ...bulkPaths(entity.view, locale),
        ...importPaths(entity.view, locale),
        ...sharePaths(entity.view, locale),
      })),
      runPaths(locale),
      bulkRunPaths(locale),
      approvalPaths(locale),
      auditPaths(locale),
      tagPaths(locale),
      viewPaths(locale),
      privacyPaths(locale),
      filePaths(entities, locale),
      searchPaths(entities, locale),
    ),
    components: {
      ...SHARED_COMPONENTS,
      // Names of entities are lower-case, so they cannot clash with the shared ones.
      schemas: Object.assign(
        {},
        SHARED_SCHEMAS,
        MOVE_SCHEMAS,
        AUDIT_SCHEMAS,
        SHARE_SCHEMAS,
        DUPLICATE_SCHEMAS,
        IMPORT_SCHEMAS,
        PIPELINE_SCHEMAS,
        SEARCH_SCHEMAS,
        TAG_SCHEMAS,
        VIEW_SCHEMAS,
        PRIVACY_SCHEMAS,
        ...entities.map(entitySchemas),
      ),
    },
  }
}
