import { randomUUID } from 'node:crypto'
import type { HostCustomer } from './host-customer.ts'

const COOKIE = 'host_session'

/** The sample site's own sign-in: nothing of Tenon is in it, as on any host site. */
export class HostSessions {
  readonly #customers = new Map<string, HostCustomer>()

  /** Gives the `Set-Cookie` header of the new session. */
  open(customer: HostCustomer): string {
    const id = randomUUID()
    this.#customers.set(id, customer)
    return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** Gives the `Set-Cookie` header that ends it. */
  close(cookies: string | undefined): string {
    this.#customers.delete(idIn(cookies))
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`
  }

  find(cookies: string | undefined): HostCustomer | undefined {
    return this.#customers.get(idIn(cookies))
  }
}

function idIn(cookies: string | undefined): string {
  const pair = cookies?.split(/;\s*/).find((cookie) => cookie.startsWith(`${COOKIE}=`))
  return pair?.slice(COOKIE.length + 1) ?? ''
}
