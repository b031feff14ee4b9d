/** Which rows: all, those that the actor owns, or none. */
export const ROW_SCOPES = ['all', 'own', 'none'] as const
export type RowScope = (typeof ROW_SCOPES)[number]

/** What a role may do with an entity. A missing action is `none`, a missing field is readable and writable. */
export interface EntityGrant {
  create?: RowScope
  read?: RowScope
  update?: RowScope
  delete?: RowScope
  /**
   * Whether a person of this role may have sensitive fields shown, one value at a time and noted in the audit trail, and
   * find records by them. Missing: no.
   */
  reveal?: boolean
  /**
   * Whether moves may pass over the rules of pipelines, with a reason that is noted. Missing: no, in every built-in role
   * too: nobody has it whom a tenant has not given it.
   */
  override?: boolean
  fields?: Record<string, FieldGrant>
}

export interface FieldGrant {
  read: boolean
  write: boolean
  /** Of a sensitive field; missing: as the entity's. */
  reveal?: boolean
}

/** A role's rights: entity name → grant; `*` stands for every entity that is not named. */
export type RoleGrants = Record<string, EntityGrant>
