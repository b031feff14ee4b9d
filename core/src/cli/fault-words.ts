import type { FileFault } from '../files/verify-files.ts'

/** What is the matter with a file, in Chinese; in English it is the fault's own name. */
export const FAULT_WORDS: Readonly<Record<FileFault, string>> = {
  missing: '缺失',
  changed: '已被更改',
  extra: '多余',
}
