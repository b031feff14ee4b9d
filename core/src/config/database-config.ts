/** Where the data lie: a server, or the embedded database in a folder (or in memory where it is null). */
export type DatabaseConfig =
  | { kind: 'pglite'; folder: string | null }
  | {
      kind: 'postgres'
      url: string
      /** Connections in the pool; one more is held for listening. */
      poolSize: number
    }
