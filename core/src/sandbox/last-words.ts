import type { Readable } from 'node:stream'

const MAX_LENGTH = 64 * 1024

/** Keeps the beginning of what a process says on a stream, and reads on so that it is never held up. */
export function lastWords(stream: Readable | null): () => string {
  let text = ''
  stream?.on('data', (chunk: Buffer) => {
    if (text.length < MAX_LENGTH) text += chunk.toString('latin1', 0, MAX_LENGTH - text.length)
  })
  return () => text
}
