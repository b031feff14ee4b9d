import type { Hue } from '@tenon/sdk/contract/field-type'
import type { MessageKey } from '../locales/catalog.ts'

/** What the hues of choices and stages are called. */
export const HUE_NAMES: Record<Hue, MessageKey> = {
  gray: 'hueGray',
  blue: 'hueBlue',
  teal: 'hueTeal',
  green: 'hueGreen',
  amber: 'hueAmber',
  orange: 'hueOrange',
  red: 'hueRed',
  pink: 'huePink',
  violet: 'hueViolet',
}
