import { join, resolve } from 'node:path'
import { operatorError } from '../context/operator-error.ts'

export interface CoverageOptions {
  /** The plugin's folder. */
  folder: string
  /** Where the report goes. */
  dir: string
  /** In percent; 0 asks for nothing. */
  minimum: number
}

/**
 * What the command line asks of coverage; null where it asks for none. Naming a folder or a minimum asks for it.
 * @throws TenonError CONFIG_INVALID for a minimum that is none
 */
export function readCoverageOptions(
  given: { coverage: boolean; 'coverage-dir'?: string | undefined; 'coverage-minimum'?: string | undefined },
  folder: string,
): CoverageOptions | null {
  const { coverage, 'coverage-dir': dir, 'coverage-minimum': minimum } = given
  if (!coverage && dir === undefined && minimum === undefined) return null
  return { folder, dir: dir === undefined ? join(folder, 'coverage') : resolve(dir), minimum: readMinimum(minimum) }
}

function readMinimum(given: string | undefined): number {
  if (given === undefined) return 0
  const percent = Number(given)
  if (given.trim() !== '' && percent >= 0 && percent <= 100) return percent
  throw operatorError('CONFIG_INVALID', {
    en: `--coverage-minimum is '${given}': expected a number from 0 to 100, in percent.`,
    'zh-CN': `--coverage-minimum 为“${given}”：应为 0 到 100 的百分数。`,
  })
}
