import { expect } from 'vitest'

/** Asserts on what a page comes to show; patient, because the machine may be busy with a database beside the browser. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 10_000, interval: 50 })
}
