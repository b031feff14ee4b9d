import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { BackupProgress } from '../backup/backup-progress.ts'
import { byteText } from '../files/byte-text.ts'
import { spoken } from './spoken.ts'

const WORDS: Readonly<Record<BackupProgress['stage'], Required<LocalizedText>>> = {
  database: { en: 'Database', 'zh-CN': '数据库' },
  files: { en: 'Files', 'zh-CN': '文件' },
  check: { en: 'Checking the backup', 'zh-CN': '正在检查备份' },
  verify: { en: 'Checking the restored files', 'zh-CN': '正在检查恢复的文件' },
}

/** A terminal is written to so often, anything else seldom: a log need not have a line for each file. */
const [TERMINAL_MILLISECONDS, LOG_MILLISECONDS] = [200, 10_000]

/** One line per stage, written over on a terminal, on the standard error; `end` before anything else is printed. */
export function showBackupProgress(): { show: (progress: BackupProgress) => void; end: () => void } {
  const { stderr } = process
  const isTerminal = stderr.isTTY === true
  let stage: BackupProgress['stage'] | null = null
  let shownAt = 0
  let isOpen = false
  function end(): void {
    if (isOpen) stderr.write('\n')
    isOpen = false
  }
  return {
    end,
    show(progress) {
      const isNew = progress.stage !== stage
      const isLast = progress.total !== null && progress.files === progress.total.files
      const pause = isTerminal ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS
      if (!isNew && !isLast && Date.now() - shownAt < pause) return
      if (isNew) end()
      stage = progress.stage
      shownAt = Date.now()
      stderr.write(isTerminal ? `\r${textOf(progress)}\u001b[K` : `${textOf(progress)}\n`)
      isOpen = isTerminal
    },
  }
}

function textOf({ stage, files, bytes, total }: BackupProgress): string {
  const words = WORDS[stage]
  if (total === null) return `${spoken(words)} …${bytes > 0 ? ` ${byteText(bytes)}` : ''}`
  return spoken({
    en: `${words.en}: ${files} of ${total.files}, ${byteText(bytes)} of ${byteText(total.bytes)}`,
    'zh-CN': `${words['zh-CN']}：${files} / ${total.files}，${byteText(bytes)} / ${byteText(total.bytes)}`,
  })
}
