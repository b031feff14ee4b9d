import { defineTexts } from './define-texts.ts'

export const fileInputTexts = defineTexts({
  en: {
    choose: 'Choose a file',
    chooseSeveral: 'Choose files',
    replace: 'Replace the file',
    drop: 'or drop it here',
    dropSeveral: 'or drop them here',
    most: (count: number) => `at most ${count}`,
    upTo: (size: string) => `up to ${size}`,
    cancel: (name: string) => `Cancel the upload of ${name}`,
    remove: (name: string) => `Remove ${name}`,
    dismiss: (name: string) => `Dismiss ${name}`,
    raise: (name: string) => `Move ${name} up`,
    uploading: (name: string, percent: number) => `${name}: ${percent}% uploaded`,
    uploaded: (name: string) => `${name} has been uploaded.`,
    removed: (name: string) => `${name} has been removed.`,
    tooMany: (count: number) => `Only ${count} more can be added here.`,
    tooLarge: (size: string) => `It is larger than ${size}.`,
    noPlace: 'Files can be added once this form is used for a record.',
  },
  'zh-CN': {
    choose: '选择文件',
    chooseSeveral: '选择文件',
    replace: '更换文件',
    drop: '或拖放到此处',
    dropSeveral: '或拖放到此处',
    most: (count: number) => `最多 ${count} 个`,
    upTo: (size: string) => `单个不超过 ${size}`,
    cancel: (name: string) => `取消上传 ${name}`,
    remove: (name: string) => `移除 ${name}`,
    dismiss: (name: string) => `不再显示 ${name}`,
    raise: (name: string) => `上移 ${name}`,
    uploading: (name: string, percent: number) => `${name}：已上传 ${percent}%`,
    uploaded: (name: string) => `${name} 已上传。`,
    removed: (name: string) => `${name} 已移除。`,
    tooMany: (count: number) => `此处最多还能添加 ${count} 个。`,
    tooLarge: (size: string) => `文件大于 ${size}。`,
    noPlace: '仅在填写记录时才能添加文件。',
  },
})

export type FileInputTexts = ReturnType<typeof fileInputTexts>
