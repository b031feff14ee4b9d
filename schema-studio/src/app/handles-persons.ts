import type { TenonClient } from '@tenon/sdk/client'
import { ERASE_RIGHT, EXPORT_RIGHT } from '@tenon/sdk/contract/privacy-api'
import type { AppServices } from './app-services.ts'

const asked = new WeakMap<TenonClient, Promise<boolean>>()

/** Whether the person may find what is held of somebody. Asked once per session; no where it cannot be asked. */
export function handlesPersons({ client, isAdmin }: Pick<AppServices, 'client' | 'isAdmin'>): Promise<boolean> {
  if (isAdmin) return Promise.resolve(true)
  const known = asked.get(client)
  if (known !== undefined) return known
  const answers = [EXPORT_RIGHT, ERASE_RIGHT].map((right) => client.access.hasRight({ right }))
  const answer = Promise.all(answers).then(
    (rights) => rights.some(({ granted }) => granted),
    () => false,
  )
  asked.set(client, answer)
  return answer
}
