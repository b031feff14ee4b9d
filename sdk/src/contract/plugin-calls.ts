import type { JsonValue } from './json-value.ts'

/** What a schedule's code is given. */
export interface ScheduleTick {
  /** RFC 3339: the moment that the time table names, however late it is. */
  scheduledFor: string
}

/** What a webhook's code is given, once the sender has proved itself. */
export interface WebhookRequest {
  method: string
  /** Query parameters; of one that is there twice, the last. */
  query: Record<string, string>
  /** Names in lower case; without cookies and whatever proves the sender. */
  headers: Record<string, string>
  /** As it came; at most 256 kB. */
  body: string
}

/** What the code of a `direct` webhook answers. Default: 204 without a body. */
export interface WebhookAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string
}

/** An event of a plugin, as its hearers get it. */
export interface PluginEvent {
  id: string
  /** `<plugin>.<name>`. */
  name: string
  occurredAt: string
  payload: JsonValue
}

/** What `onInstall`, `onUpgrade` and `onUninstall` are told. */
export interface LifecycleChange {
  /** Null at the first install. */
  fromVersion: string | null
  /** Null when the plugin goes. */
  toVersion: string | null
}

/** What the code of a migration is told. */
export interface MigrationFacts {
  fromVersion: string
  toVersion: string
  /** Somebody looks at what it would change; nothing is kept. */
  dryRun: boolean
}

/** A request that `http.fetch` makes. */
export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A value is a text, or names a secret: `{ secret: 'apiKey', prefix: 'Bearer ' }`. */
  headers?: Record<string, string | { secret: string; prefix?: string }>
  /** A text, or a value that is sent as JSON; null is none. At most 256 kB together with url and headers. */
  body?: JsonValue
}

/** Its answer. */
export interface HttpResponse {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Decoded as UTF-8; at most 1 MB. */
  body: string
}
