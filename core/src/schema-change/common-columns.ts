import { type RawBuilder, sql } from 'kysely'
import { TAGS_COLUMN } from '../model/common-tags.ts'
import type { ColumnShape } from './table-shape.ts'

type OwnColumn = { name: string; type: string; notNull: boolean; keptDefault?: RawBuilder<unknown> }

const COMMON: OwnColumn[] = [
  { name: 'id', type: 'uuid', notNull: true },
  { name: 'version', type: 'integer', notNull: true, keptDefault: sql`1` },
  { name: 'created_at', type: 'timestamp with time zone', notNull: true, keptDefault: sql`now()` },
  { name: 'created_by', type: 'text', notNull: true, keptDefault: sql`'system'` },
  { name: 'updated_at', type: 'timestamp with time zone', notNull: true, keptDefault: sql`now()` },
  { name: 'updated_by', type: 'text', notNull: true, keptDefault: sql`'system'` },
  { name: 'owner_id', type: 'uuid', notNull: false },
  { name: 'deleted_at', type: 'timestamp with time zone', notNull: false },
  { name: TAGS_COLUMN, type: 'uuid[]', notNull: false },
]

const PIPELINE: OwnColumn[] = [
  { name: 'pipeline', type: 'text', notNull: false },
  { name: 'stage', type: 'text', notNull: false },
  { name: 'stage_entered_at', type: 'timestamp with time zone', notNull: false },
  { name: 'stage_due_at', type: 'timestamp with time zone', notNull: false },
  { name: 'stage_stale_at', type: 'timestamp with time zone', notNull: false },
  // When to look whether it has become one of the two; null where there is nothing more to tell of the stay.
  { name: 'stage_notice_at', type: 'timestamp with time zone', notNull: false },
]

/** Columns of every entity's table. */
export const COMMON_COLUMNS: readonly ColumnShape[] = COMMON.map(shapeOf('common'))

/** Columns of entities whose records go through a pipeline. */
export const PIPELINE_COLUMNS: readonly ColumnShape[] = PIPELINE.map(shapeOf('pipeline'))

function shapeOf(part: 'common' | 'pipeline') {
  return ({ name, type, notNull, keptDefault = undefined }: OwnColumn): ColumnShape =>
    Object.freeze({
      owner: { part },
      part: 0,
      name,
      type,
      notNull,
      fill: keptDefault ?? null,
      keptDefault: keptDefault ?? null,
    })
}
