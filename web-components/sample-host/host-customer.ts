import type { EmbedSubject } from '@tenon/sdk/contract/embed-token'

/** Somebody whom the sample site knows: a name to sign in as, and the record in Tenon that is theirs. */
export interface HostCustomer {
  name: string
  subject: EmbedSubject
}
