import type { DuplicateRuleInput, DuplicateSearch } from '@tenon/sdk/contract/duplicates-api'
import type { RunSource } from '../actions/run-follower.ts'
import type { AppServices } from '../app/app-services.ts'

/** Searches by one rule, to be followed. */
export function duplicateSearches(
  { client }: Pick<AppServices, 'client'>,
  asked: DuplicateRuleInput,
): RunSource<DuplicateSearch> {
  const known = async (search: Promise<DuplicateSearch | null>) => {
    const found = await search
    if (found === null) throw new Error('There is no such search any more.')
    return found
  }
  return {
    get: () => known(client.duplicates.search(asked)),
    cancel: () => known(client.duplicates.cancelSearch(asked)),
    hear(message) {
      if (message.type !== 'duplicates.progress') return null
      const { search: id, status, share } = message
      return { id, status, news: { share } }
    },
  }
}
