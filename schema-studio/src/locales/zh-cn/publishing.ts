import type { publishingEn } from '../en/publishing.ts'

export const publishingZh: Record<keyof typeof publishingEn, string> = {
  runTitleRunning: '正在发布更改',
  runTitlePaused: '发布已暂停',
  runTitleFailed: '上次更改未能发布',
  runTitleCancelled: '上次发布已取消',
  runTitleDone: '版本 {version} 已发布',
  runRows: '已改写 {done} / {total} 行',
  runPreparing: '正在统计行数…',
  runFinishing: '所有行均已改写，正在建立索引并检查规则…',
  runRunningText: '更改完成之前，所有人继续使用当前模型。您可以离开此页面。',
  runPausedText: '已完成的部分会与新写入的数据保持同步。在此期间无法发布其他更改。',
  runCancelledText: '模型保持不变，已准备的内容均已移除。',
  runPause: '暂停',
  runResume: '继续',
  runCancel: '取消发布',
  runCancelTitle: '取消此次发布？',
  runCancelText: '模型保持不变，已改写的行将被丢弃。草稿会保留。',
  runKeep: '继续发布',
  runBegun: '发布已开始。由于需要改写大表，这需要一些时间。',
  runPublished: '版本 {version} 已发布。',
  runBlocksPublish: '请等待正在进行的发布完成，或将其取消。',
}
