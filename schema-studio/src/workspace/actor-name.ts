import type { AppServices } from '../app/app-services.ts'

/** The name behind `user:0190…`; undefined where it is not a person that the model knows. */
export function actorName(actor: string, { model }: Pick<AppServices, 'model'>): string | undefined {
  const id = actor.startsWith('user:') ? actor.slice(5) : undefined
  return model.users.find((user) => user.id === id)?.name
}
