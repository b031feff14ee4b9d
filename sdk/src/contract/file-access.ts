import type { StoredFile } from './field-type.ts'

/** Image types that browsers show and that cannot carry code. Only these are ever served for display. */
export const SHOWN_IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'] as const

/** Bytes up to which an image is fetched to be shown; there are no smaller copies of it. */
export const SHOWN_IMAGE_BYTES = 10 * 1024 * 1024

/** How long a link to a file's bytes can be used, in seconds. */
export const FILE_LINK_SECONDS = 300

/** A file, by the field of the record that names it. */
export interface FileOfRecord {
  entity: string
  /** Of the record. */
  id: string
  field: string
  /** Id of the file. */
  file: string
}

/** A file of a record, or one's own upload that no record names yet. */
export type FileLinkInput = FileOfRecord | { upload: string }

export interface FileLink {
  /** Path under the server's address. Whoever has it may read the file until it ends, while the asker still may. */
  path: string
  /** ISO 8601. */
  expiresAt: string
  file: StoredFile
  /** Whether the bytes are served for display; all others are a download. */
  shown: boolean
}

export interface FilesApi {
  /** A short-lived link to the bytes. NOT_FOUND where the field does not name the file, or nobody may see it. */
  link(input: FileLinkInput): Promise<FileLink>
}

/** Whether an image is shown in place rather than offered as a download. */
export function isShownImage({ type, size }: Pick<StoredFile, 'type' | 'size'>): boolean {
  return SHOWN_IMAGE_TYPES.some((one) => one === type) && size <= SHOWN_IMAGE_BYTES
}
