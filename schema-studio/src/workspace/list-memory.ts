import type { ListAddress } from './list-address.ts'

export interface ListPlace extends ListAddress {
  search: string
}

/** Where each list was left, so that coming back from a record finds it as it was. Gone with the page. */
export const listMemory = new Map<string, ListPlace>()
