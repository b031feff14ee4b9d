/**
 * Which rows, widest first:
 * - `all`;
 * - `territoryAndBelow`: those of the territories that the person is in, and of those below them;
 * - `territory`: those of the territories that the person is in;
 * - `teamAndBelow`: as `team`, and those owned by members of teams below the person's team and by whomever the person
 *   manages, directly or through others;
 * - `team`: those owned by members of the person's team, the person among them;
 * - `own`: those that the person owns; of an API key, those that it made;
 * - `none`.
 */
export const ROW_SCOPES = ['all', 'territoryAndBelow', 'territory', 'teamAndBelow', 'team', 'own', 'none'] as const
export type NamedRowScope = (typeof ROW_SCOPES)[number]

/**
 * Rows for which a condition over the record and `actor` holds, such as `region == 'East' && amount < 10000`. It sees all
 * fields and records, whatever the person may see.
 */
export interface RowExpression {
  where: string
}

export type RowScope = NamedRowScope | RowExpression

/**
 * What a role may do with an entity. A missing action is `none`, a missing field is readable and writable. A record that the
 * person's roles together do not open to `read` is not there: `update` and `delete` do not reach it either.
 */
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
  /** Whether records that the person may change may be shared with people and teams. Missing: no. */
  share?: boolean
  fields?: Record<string, FieldGrant>
}

/** What the grant opens and does not show: it is reached only where another role of the same person shows the record. */
export function unseenActions({ read = 'none', ...grant }: EntityGrant): Array<'update' | 'delete'> {
  if (read !== 'none') return []
  return (['update', 'delete'] as const).filter((action) => (grant[action] ?? 'none') !== 'none')
}

export interface FieldGrant {
  read: boolean
  write: boolean
  /** Of a sensitive field; missing: as the entity's. */
  reveal?: boolean
}

/** A role's rights: entity name → grant; `*` stands for every entity that is not named. */
export type RoleGrants = Record<string, EntityGrant>
