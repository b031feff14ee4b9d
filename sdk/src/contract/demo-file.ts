import type { JsonValue } from './json-value.ts'

/**
 * `demo/records.json` of a plugin: users, teams and records for a tenant that is shown to somebody.
 * Keys are the file's own: it does not point into the file of another plugin.
 */
export interface DemoFile {
  $schema?: string
  teams: DemoTeam[]
  users: DemoUser[]
  /** In an order in which every record comes after those that it references. */
  records: DemoRecord[]
}

export interface DemoTeam {
  key: string
  name: string
  /** Key of the team above: a region. */
  parent?: string
}

export interface DemoUser {
  key: string
  name: string
  email: string
  roles: string[]
  /** Key of the team. */
  team?: string
}

export interface DemoRecord {
  entity: string
  key: string
  /** Key of the user who owns the record. */
  owner?: string
  /** Fields by name, and `pipeline` and `stage`. Values may be a DemoMarker. */
  values: Record<string, JsonValue>
}

/**
 * Values that are known only when the file is loaded. `$daysFromNow` counts from the day of loading and gives a date,
 * or with `$at` ("14:30") a time in UTC on that day.
 */
export type DemoMarker = { $ref: string } | { $user: string } | { $daysFromNow: number; $at?: string }
