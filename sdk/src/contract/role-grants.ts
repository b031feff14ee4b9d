/** Which rows: all, those that the actor owns, or none. */
export const ROW_SCOPES = ['all', 'own', 'none'] as const
export type RowScope = (typeof ROW_SCOPES)[number]

/** What a role may do with an entity. A missing action is `none`, a missing field is readable and writable. */
export interface EntityGrant {
  create?: RowScope
  read?: RowScope
  update?: RowScope
  delete?: RowScope
  fields?: Record<string, { read: boolean; write: boolean }>
}

/** A role's rights: entity name → grant; `*` stands for every entity that is not named. */
export type RoleGrants = Record<string, EntityGrant>
