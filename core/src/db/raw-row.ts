import type pg from 'pg'
import type { BackendMessage } from 'pg-protocol/dist/messages.js'
import { Parser } from 'pg-protocol/dist/parser.js'

/** Message `D` of PostgreSQL's protocol. */
const DATA_ROW = 0x44
/** How many columns it has, ahead of them. */
const COUNT = 2
/** The length of a column, ahead of it; -1 for one without a value. */
const LENGTH = 4

/** A row as PostgreSQL sent it. It holds good until the next message is read. */
export class RawRow implements BackendMessage {
  readonly name = 'dataRow'
  readonly length: number
  readonly bytes: Buffer
  /** Where its first column's length stands. */
  readonly start: number

  constructor([offset, , length, bytes]: Packet) {
    this.bytes = bytes
    this.start = offset + COUNT
    this.length = length
  }

  /** What the column whose length stands at `at` holds. */
  textAt(at: number): string | null {
    const length = this.bytes.readInt32BE(at)
    return length < 0 ? null : this.bytes.toString('utf8', at + LENGTH, at + LENGTH + length)
  }

  isNullAt(at: number): boolean {
    return this.bytes.readInt32BE(at) < 0
  }

  /** What the column of that number, from 0 on, holds. */
  columnAt(index: number): string | null {
    let at = this.start
    for (let passed = 0; passed < index; passed++) at += LENGTH + Math.max(this.bytes.readInt32BE(at), 0)
    return this.textAt(at)
  }

  /** As texts, for who reads it in the usual way. */
  get fields(): (string | null)[] {
    const count = this.bytes.readInt16BE(this.start - COUNT)
    const fields = new Array<string | null>(count)
    let at = this.start
    for (let index = 0; index < count; index++) {
      const length = this.bytes.readInt32BE(at)
      at += LENGTH
      fields[index] = length < 0 ? null : this.bytes.toString('utf8', at, at + length)
      if (length > 0) at += length
    }
    return fields
  }
}

/** What `pg` and its parser have beside what their types say. */
interface Connection {
  attachListeners(stream: NodeJS.ReadableStream): void
  emit(event: string, message: unknown): void
}
interface PacketReader {
  handlePacket(...packet: Packet): BackendMessage
}
/** Of the bytes, those from an offset on; its kind is ahead of it. */
type Packet = [offset: number, code: number, length: number, bytes: Buffer]

/** Has a connection hand on rows as they came: a text per value costs as much as all else that is done with a row. */
export function keepRowsRaw(client: pg.Client): void {
  const connection = client.connection as unknown as Connection
  connection.attachListeners = (stream) => {
    const parser = new Parser()
    const reader = parser as unknown as PacketReader
    const usual = reader.handlePacket.bind(parser)
    reader.handlePacket = (...packet) => (packet[1] === DATA_ROW ? new RawRow(packet) : usual(...packet))
    const tell = (message: BackendMessage) =>
      connection.emit(message.name === 'error' ? 'errorMessage' : message.name, message)
    stream.on('data', (chunk: Buffer) => parser.parse(chunk, tell))
  }
}
