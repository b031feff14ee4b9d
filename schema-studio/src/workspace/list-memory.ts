import type { SortKey } from '@tenon/sdk/contract/query'

export interface ListPlace {
  search: string
  sort: SortKey | null
}

/** Where each list was left, so that coming back from a record finds it as it was. Gone with the page. */
export const listMemory = new Map<string, ListPlace>()
