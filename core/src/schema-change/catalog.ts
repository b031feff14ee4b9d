/** What PostgreSQL's catalog says about the entities' tables of a tenant; parked ones too, Tenon's own ones not. */
export type Catalog = ReadonlyMap<string, CatalogTable>

export interface CatalogTable {
  readonly name: string
  readonly comment: string | null
  readonly columns: ReadonlyMap<string, CatalogColumn>
  /** Names of the triggers by which an unfinished publish keeps new columns in step. */
  readonly copyTriggers: ReadonlySet<string>
  /** Records are kept out of stages that are gone; see `createStageFence`. */
  readonly hasStageFence: boolean
  /** By which rollups are kept. */
  readonly rollupTriggers: ReadonlyArray<{
    readonly name: string
    readonly function: string
    readonly enabled: boolean
  }>
  /** Foreign keys and checks, by name. */
  readonly constraints: ReadonlyMap<string, { readonly valid: boolean }>
  /** Indexes that are not a constraint's, by name. An interrupted concurrent build leaves an invalid one. */
  readonly indexes: ReadonlyMap<string, { readonly valid: boolean }>
}

export interface CatalogColumn {
  readonly name: string
  /** As format_type() prints it. */
  readonly type: string
  readonly notNull: boolean
  readonly comment: string | null
}
