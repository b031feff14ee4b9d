import type { Readable } from 'node:stream'

/** A file's place: the tenant's schema and the file's id, both made by us. */
export interface FileKey {
  schema: string
  id: string
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** Where the bytes of files lie. What it holds is told by the table `_file`; nothing here knows of records. */
export interface FileStorage {
  /**
   * Keeps all bytes of `content` under the key, or none of them: a process that dies meanwhile leaves nothing that `open`
   * would find. Rejects with what `content` fails with, or with the storage's own error.
   */
  put(key: FileKey, content: Readable): Promise<void>
  /** Rejects with the storage's own error, also where there are no bytes under the key. */
  open(key: FileKey, range?: ByteRange): Promise<Readable>
  /** Also what an upload that was cut short has left. Nothing happens where there is nothing. */
  remove(key: FileKey): Promise<void>
  /** Ids of a tenant's files whose bytes are there, with their number. */
  list(schema: string): AsyncIterable<{ id: string; size: number }>
}
