import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { AppServices } from '../app/app-services.ts'

type Bounded = NonNullable<ModelViewEntity['access']['ofSome']>[number]

/** What a person may do with one record, of what the roles open for some records of its kind. */
export type RecordRights = Readonly<Record<Bounded, boolean>>

export const ALL_RIGHTS: RecordRights = { update: true, delete: true }

/** Costs a request for each action that is open for some records only, and none otherwise. */
export async function readRecordRights(
  { client, model }: Pick<AppServices, 'client' | 'model'>,
  place: { entity: string; id: string },
): Promise<RecordRights> {
  const ofSome = model.entities[place.entity]?.access.ofSome ?? []
  const may = async (action: Bounded) => {
    if (!ofSome.includes(action)) return true
    // Where it cannot be told, it is offered: the server refuses in any case.
    return client.access.explain({ ...place, action }).then(
      ({ allowed }) => allowed,
      () => true,
    )
  }
  const [update, remove] = await Promise.all([may('update'), may('delete')])
  return { update, delete: remove }
}
