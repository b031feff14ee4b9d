/** Where the data lie: a server, or the embedded database in a folder (or in memory where it is null). */
export type DatabaseConfig =
  | {
      kind: 'pglite'
      folder: string | null
      /** In memory: files of an empty database to begin with, which is faster than making them. */
      template?: Blob
      /** Statements are parsed and planned once, for tests: see keep-statements. */
      keepsStatements?: boolean
    }
  | {
      kind: 'postgres'
      url: string
      /** Connections in the pool; one more is held for listening. */
      poolSize: number
      /** Default: on. */
      tenantRoles?: TenantRolesSetting
    }

/** Whether each tenant has a role of PostgreSQL. `on`: where the role that the server signs in with may make roles. */
export type TenantRolesSetting = 'off' | 'on' | 'required'
