import type { AppServices } from '../app/app-services.ts'

/** Whether the person may do anything to many records of an entity at once. */
export function changesMany({ model, looksAsOther }: AppServices, entity: string): boolean {
  const { access } = model.entities[entity] ?? {}
  return !looksAsOther && access !== undefined && (access.create || access.update || access.delete)
}
