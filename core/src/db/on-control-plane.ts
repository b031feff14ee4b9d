import { AsyncLocalStorage } from 'node:async_hooks'

const onIt = new AsyncLocalStorage<true>()

/**
 * For the few statements about the control plane that belong into a tenant's transaction, such as one that installs a
 * plugin and its schedules: those that `work` sends run as the role that the server has signed in with, the ones after
 * them as the tenant's again. No text of a statement has this effect.
 */
export function onControlPlane<T>(work: () => Promise<T>): Promise<T> {
  return onIt.run(true, work)
}

export function isOnControlPlane(): boolean {
  return onIt.getStore() === true
}
