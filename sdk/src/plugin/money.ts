// biome-ignore-all lint/performance/noBarrelFile: a namespace, of which a bundle keeps what is used.
// biome-ignore-all lint/performance/noReExportAll: as above.
/*
 * Exact amounts of money for a plugin's code, in the form that records have: `{ amount: '12.50', currency: 'EUR' }`.
 *
 *     import { money } from '@tenon/sdk/plugin/money'
 *     money.add(price, money.percentage(price, '19'))
 *
 * Only plugins that import this file carry it, and of it no more than they use.
 */

export * as money from './money/money-functions.ts'
export type { Money } from './money/read-money.ts'
export type { Rounding } from './money/round-quotient.ts'
