import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'

/** Schemas in which a publish is under way or paused, or records moved for a version that never came are not back. */
export function findInterrupted(database: Database, schemas: readonly string[]): Promise<string[]> {
  return findSchemas(database, schemas, (schema) => {
    const table = (name: '_publish_run' | '_stage_move' | '_model_version') => sql.id(schema, name)
    return sql`exists (select 1 from ${table('_publish_run')} where status in ('running', 'paused'))
      or exists (select 1 from ${table('_stage_move')} where returns or model_version
        > (select coalesce(max(version), 0) from ${table('_model_version')}))`
  })
}
