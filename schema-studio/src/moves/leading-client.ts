import type { TenonClient } from '@tenon/sdk/client'
import type { AppServices } from '../app/app-services.ts'
import { moveRecord } from './move-record.ts'

/** The client for elements that move records by themselves: a refused move leads to what it asks for. */
export function leadingClient(app: Pick<AppServices, 'client' | 'askMove'>): TenonClient {
  const { client } = app
  const records = new Proxy(client.records, {
    get: (methods, name) =>
      name === 'moveStage'
        ? (move: Parameters<TenonClient['records']['moveStage']>[0]) => moveRecord(app, move)
        : Reflect.get(methods, name),
  })
  return { ...client, records }
}
