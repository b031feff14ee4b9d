import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../guest/', import.meta.url)

/** File name → text of the guest runtime's modules, read once per child. */
export const guestSources = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
)
