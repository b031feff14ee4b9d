import type { TagInfo, TagRemoval } from '@tenon/sdk/contract/tags-api'
import type { AppServices } from '../app/app-services.ts'

interface Removal {
  tag: TagInfo
  /** On how many records it is. */
  records: number
  /** What takes its place; missing: nothing. */
  into?: string
}

/** Takes a tag off all records: a call works for some seconds, and the next goes on from there. `tell` hears how far it is. */
export async function removeTag(
  { client }: Pick<AppServices, 'client'>,
  { tag, records, into }: Removal,
  tell: (done: number, total: number) => void,
): Promise<void> {
  let done = 0
  for (;;) {
    const input = { id: tag.id, records }
    const answer: TagRemoval = await (into === undefined
      ? client.tags.delete(input)
      : client.tags.merge({ ...input, into }))
    done += answer.done
    if (answer.left === 0) return
    tell(done, done + answer.left)
  }
}
