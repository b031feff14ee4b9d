import { operatorError } from '../context/operator-error.ts'

interface IntegerRange {
  fallback: number
  min: number
  max: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws TenonError CONFIG_INVALID naming the setting, its value and the range */
export function readInteger(env: Environment, name: string, { fallback, min, max }: IntegerRange): number {
  const given = env[name]
  if (given === undefined || given === '') return fallback
  const value = Number(given)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw operatorError('CONFIG_INVALID', {
    en: `${name} is '${given}': expected a whole number from ${min} to ${max}.`,
    'zh-CN': `${name} 为“${given}”：应为 ${min} 到 ${max} 的整数。`,
  })
}
