import type { StoredFile } from '@tenon/sdk/contract/field-type'

/** What a form holds of a file field. */
export interface FilesDraft {
  files: StoredFile[]
  /** Uploads under way. */
  busy: number
  /** Uploads that did not get through, and wait to be tried again or dismissed. */
  lost: number
}
