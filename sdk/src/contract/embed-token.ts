import type { StoredFile } from './field-type.ts'

/** Who a host site says its visitor is. */
export interface EmbedSubject {
  /** Entity of the customer record, such as `contact`. */
  entity: string
  /** The record's id, or `externalId` where the host knows its own number: exactly one of them. */
  id?: string
  externalId?: { field: string; value: string }
}

/** Claims of an embed token: a JWT (HS256) of at most 300 s that the host's server signs with its site secret. */
export interface EmbedTokenClaims {
  iss: string
  aud: 'tenon-embed'
  sub: string
  subject: EmbedSubject
  scopes: EmbedScope[]
  iat: number
  exp: number
}

export const EMBED_SCOPES = ['customer:read'] as const
export type EmbedScope = (typeof EMBED_SCOPES)[number]

export const EMBED_TOKEN_MAX_SECONDS = 300

/** What `<tenon-customer-360>` shows: the customer's own record and the rows that belong to it. */
export interface Customer360 {
  entity: string
  record: CustomerRecord
  related: Array<{ entity: string; label: string; records: CustomerRecord[]; more: boolean }>
}

export interface CustomerRecord {
  id: string
  title: string
  updatedAt: string
  /** Of a field with files, `files` are they, for `embed.fileLink`. */
  fields: Array<{ name: string; label: string; text: string; files?: StoredFile[] }>
  /** Label and hue of the stage, where the record has one. */
  stage: { label: string; hue: string } | null
}
