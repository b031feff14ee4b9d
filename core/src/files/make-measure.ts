import { createHash } from 'node:crypto'
import type { RequestContext } from '../context/request-context.ts'
import { incomplete, tooLarge } from './upload-refusals.ts'

/** Counts and hashes bytes on their way, and stops them where they are too many or fewer than promised. */
export function makeMeasure(ctx: RequestContext, { most, promised }: { most: number; promised: number | null }) {
  const hash = createHash('sha256')
  let size = 0

  async function* through(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of content) {
      size += chunk.length
      if (size > most) throw tooLarge(ctx, most)
      hash.update(chunk)
      yield chunk
    }
    if (size === 0 || (promised !== null && promised !== size)) throw incomplete(ctx)
  }

  return { through, result: () => ({ size, sha256: hash.digest('hex') }) }
}
