import type { PersonName } from './field-type.ts'

/** Names of these signs alone are written family first and without a space. */
export const HAN_NAME = /^[\u3400-\u9fff]+$/

/** As the person is called: Chinese names family first and without a space, others given name first. */
export function fullNameOf({ prefix, given = '', middle = '', family = '', suffix }: PersonName): string {
  if (HAN_NAME.test(family + given)) return family + middle + given
  return [prefix, given, middle, family, suffix].filter(Boolean).join(' ')
}
