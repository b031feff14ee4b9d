import type { LocalizedText } from './locale.ts'
import type { RoleGrants } from './role-grants.ts'

/** Input of procedures that take none. */
type NoInput = Record<string, never>

/** What people and keys may do in a tenant. Admins only. Every change is in the audit trail. */
export interface RolesApi {
  /** By name, the built-in ones first. */
  list(input?: NoInput): Promise<RoleInfo[]>
  /** Makes a role or changes it as a whole. FORBIDDEN for `admin`, which cannot be another. */
  set(input: SetRoleInput): Promise<RoleInfo>
  /** Rights besides those on records that something asks about: Tenon's own, and those that the installed plugins declare. */
  rights(input?: NoInput): Promise<KnownRight[]>
  /** CONFLICT where people or keys have it; of `staff`, what it says by itself is in force again. */
  remove(input: { name: string }): Promise<RoleInfo[]>
}

export interface KnownRight {
  /** As roles have it: of a plugin's, `<plugin>.<name>`. */
  name: string
  label: LocalizedText
  help?: LocalizedText
  /** Id of the plugin that asks about it; null for Tenon itself. */
  plugin: string | null
}

export interface RoleInfo {
  name: string
  label: LocalizedText
  grants: RoleGrants
  /** Names of other rights that come with it. */
  rights: string[]
  /** `admin` and `staff` are there without anybody having made them. */
  builtIn: boolean
  /** Whether a row of the tenant's says what it may do. */
  own: boolean
  /** How many people have it. */
  people: number
  /** What about it may not be meant, in the reader's language; missing where there is nothing. */
  hints?: RoleHint[]
}

export interface RoleHint {
  /** JSON Pointer into what `set` takes, such as `/grants/contact/update`. */
  pointer: string
  message: string
}

export interface SetRoleInput {
  /** A letter, then letters and digits, at most 50; never changes. */
  name: string
  label: LocalizedText
  grants: RoleGrants
  /**
   * Names of other rights that come with it, such as `approveDiscounts`, which plugins and actions ask about: a letter, then
   * letters, digits, dots and hyphens. Missing: as before.
   */
  rights?: string[]
}
