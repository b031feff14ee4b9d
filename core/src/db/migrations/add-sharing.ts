import { type Kysely, sql } from 'kysely'

/** Shared records, stand-ins, territories, and rights that roles name. */
export async function addSharing(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_role')
    .addColumn('rights', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .execute()
  await addShares(db)
  await addDelegations(db)
  await addTerritories(db)
}

async function addShares(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_share')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    // A person or a team, which goes without its shares.
    .addColumn('user_id', 'uuid', (column) => column.references('_user.id').onDelete('cascade'))
    .addColumn('team_id', 'uuid', (column) => column.references('_team.id').onDelete('cascade'))
    .addColumn('grantee', 'uuid', (column) =>
      column.generatedAlwaysAs(sql`coalesce(user_id, team_id)`).stored().notNull(),
    )
    .addColumn('can_edit', 'boolean', (column) => column.notNull())
    .addColumn('ends_at', 'timestamptz')
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addCheckConstraint('_share_one', sql`(user_id is null) <> (team_id is null)`)
    .addUniqueConstraint('_share_record_grantee_key', ['entity', 'record_id', 'grantee'])
    .execute()
  await db.schema.createIndex('_share_grantee_idx').on('_share').columns(['entity', 'grantee', 'record_id']).execute()
}

async function addDelegations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_delegation')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('absent_id', 'uuid', (column) => column.notNull().references('_user.id').onDelete('cascade'))
    .addColumn('stand_in_id', 'uuid', (column) => column.notNull().references('_user.id').onDelete('cascade'))
    .addColumn('starts_at', 'timestamptz', (column) => column.notNull())
    .addColumn('ends_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema.createIndex('_delegation_ends_idx').on('_delegation').column('ends_at').execute()
}

async function addTerritories(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_territory')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('parent_id', 'uuid', (column) => column.references('_territory.id'))
    .addColumn('rules', 'jsonb', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('_territory_member')
    .addColumn('territory_id', 'uuid', (column) => column.notNull().references('_territory.id').onDelete('cascade'))
    .addColumn('user_id', 'uuid', (column) => column.notNull().references('_user.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('_territory_member_pkey', ['territory_id', 'user_id'])
    .execute()
}
