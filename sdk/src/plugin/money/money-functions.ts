// biome-ignore-all lint/performance/noBarrelFile: what `money` has, by name; a bundle keeps what is used.
export { add, negate, of, subtract, sum, zero } from './add.ts'
export { allocate, split } from './allocate.ts'
export { compare, isMoney, isNegative, isPositive, isZero } from './compare.ts'
export { format } from './format.ts'
export { digits, fromMinor, toMinor } from './minor-units.ts'
export { divide, multiply, percentage, round } from './multiply.ts'
