/** Where the bytes of files lie: a folder, or a bucket that speaks S3. */
export type FilesPlace =
  | { kind: 'disk'; folder: string }
  | {
      kind: 's3'
      bucket: string
      /** Before all names in the bucket, without slashes at its ends; may be empty. */
      prefix: string
      /** Null for Amazon's own. */
      endpoint: string | null
      region: string
      accessKeyId: string
      secretAccessKey: string
    }

export interface FilesConfig {
  place: FilesPlace
  /** Most bytes of one file. */
  maxBytes: number
  /** Most bytes of all files of a tenant; null without such a limit. */
  quotaBytes: number | null
}
