import type pg from 'pg'

/** What the role may do that the server has signed in with. */
export interface LoginRights {
  login: string
  databaseName: string
  isSuperuser: boolean
  canMakeRoles: boolean
  /** Whether membership in a role says what it allows: from PostgreSQL 16. */
  hasOptions: boolean
  /** Citus signs in to its other nodes as the role that a statement runs as. */
  isCitus: boolean
}

export async function readLoginRights(pool: pg.Pool): Promise<LoginRights> {
  const { rows } = await pool.query<{
    login: string
    name: string
    rolsuper: boolean
    rolcreaterole: boolean
    rolinherit: boolean
    version: number
    citus: boolean
  }>(`select r.rolname as login, current_database() as name, r.rolsuper, r.rolcreaterole, r.rolinherit,
      current_setting('server_version_num')::int as version,
      exists (select 1 from pg_catalog.pg_extension where extname = 'citus') as citus
    from pg_catalog.pg_roles r where r.rolname = current_user`)
  const [row] = rows
  if (row === undefined) throw new Error('The database has not told what it is signed in to as.')
  const hasOptions = row.version >= 160_000
  return {
    login: row.login,
    databaseName: row.name,
    isSuperuser: row.rolsuper,
    // Before PostgreSQL 16 a member that does not inherit could build no index concurrently.
    canMakeRoles: row.rolsuper || (row.rolcreaterole && (hasOptions || row.rolinherit)),
    hasOptions,
    isCitus: row.citus,
  }
}
