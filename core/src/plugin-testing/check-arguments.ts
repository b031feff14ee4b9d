import { LOCALES } from '@tenon/sdk/contract/locale'
import { expectedNames } from '../model/expected-names.ts'

const MAX_SHOWN = 60

/** What a test has given an actor, in words: its mistakes would else be errors of the language, from anywhere within. */
interface Given {
  /** As it stands in the test, such as `update('job', record)`. */
  where: string
  given: unknown
}

/** Throws unless it is an object of values. */
export function checkValues({ where, given }: Given): void {
  if (isObject(given)) return
  throw new Error(`${where}: expected an object of values such as { name: 'x' }, not ${shown(given)}`)
}

/** Throws unless it has the id of a record and, where `versioned`, which state of it is meant. */
export function checkRecord({ where, given }: Given, { versioned }: { versioned: boolean }): void {
  const { id, version } = isObject(given) ? given : {}
  if (typeof id === 'string' && (!versioned || Number.isInteger(version))) return
  const has = versioned ? "'id' and 'version'" : "'id'"
  throw new Error(`${where}: expected a record as it was read or written, with ${has}, not ${shown(given)}`)
}

/** Throws unless it is an id. */
export function checkId({ where, given }: Given): void {
  if (typeof given !== 'string') throw new Error(`${where}: expected the id of a record, not ${shown(given)}`)
}

/** Throws for a name that is not known among those of an object. */
export function checkNames({ where, given }: Given, known: readonly string[]): void {
  if (!isObject(given)) throw new Error(`${where}: expected an object, not ${shown(given)}`)
  const strange = Object.keys(given).find((name) => !known.includes(name))
  if (strange === undefined) return
  throw new Error(`${where}: there is no '${strange}'; ${expectedNames(strange, known).en}`)
}

/** Throws unless these are names of roles, and the language is one that there is. */
export function checkPerson(roles: unknown, locale: unknown): void {
  if (![roles].flat().every((role) => typeof role === 'string')) {
    throw new Error(`as(roles): expected the name of a role or a list of names, not ${shown(roles)}`)
  }
  if (LOCALES.some((known) => known === locale)) return
  throw new Error(`as(roles, { locale }): there is no language ${shown(locale)}; ${expectedNames('', LOCALES).en}`)
}

function shown(given: unknown): string {
  const text = JSON.stringify(given) ?? String(given)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}
