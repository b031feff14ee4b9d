import type { TenonClient } from '@tenon/sdk/client'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** A client that reads as ever and writes nothing, for forms that only show what they would be. */
export function previewClient(client: TenonClient, refusal: string): TenonClient {
  const refuse = () => Promise.reject(new TenonError({ code: 'FORBIDDEN', message: refusal }))
  const { asOf, find, get, history, moves, search, stageHistory, summarize, group } = client.records
  const records = {
    asOf,
    find,
    get,
    history,
    moves,
    search,
    stageHistory,
    duplicates: async () => ({ rules: [] }),
    summarize,
    group,
    create: refuse,
    createMany: refuse,
    update: refuse,
    delete: refuse,
    restore: refuse,
    merge: refuse,
    unmerge: refuse,
    moveStage: refuse,
    reveal: refuse,
  }
  return { ...client, records }
}
