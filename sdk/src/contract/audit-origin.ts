/** Through what a change came: a person's browser, programs, an embedding site, a file, the server's own work, a command. */
export const AUDIT_CHANNELS = ['studio', 'rest', 'trpc', 'embed', 'import', 'job', 'command'] as const
export type AuditChannel = (typeof AUDIT_CHANNELS)[number]

/** From where a change came. What does not apply is missing, as all is of entries that older servers wrote. */
export interface AuditOrigin {
  channel?: AuditChannel
  /** Address of the client, as the server or a proxy that it trusts saw it. Told to admins alone. */
  address?: string
  /** What an API key was called then. */
  name?: string
  /** Id of the site in which an end customer did it. */
  site?: string
  /** Which code of the plugin that acted, such as `entities.deal.beforeUpdate`. */
  hook?: string
  /** For whom a plugin acted, as in `createdBy`. */
  onBehalfOf?: string
  /** Id of the run of an import, and name of its mapping. */
  import?: { run: string; name: string }
  /** Id of the run of a change of many records, and of the run that it takes back. */
  bulk?: { run: string; undoes?: string }
  /** Of `audit.undoChanges`: an id that all of its batches have, and whose changes between which times it takes back. */
  undo?: { run: string; actor: string; from: string; to: string }
}
