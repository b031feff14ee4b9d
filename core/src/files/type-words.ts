import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'

const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** What people call the kinds of files that they upload; the others are called by their media type. */
const WORDS: Record<string, LocalizedText> = {
  'image/*': { en: 'images', 'zh-CN': '图片' },
  'audio/*': { en: 'audio', 'zh-CN': '音频' },
  'video/*': { en: 'video', 'zh-CN': '视频' },
  'text/*': { en: 'text', 'zh-CN': '文本' },
  'image/jpeg': { en: 'JPEG' },
  'image/png': { en: 'PNG' },
  'image/gif': { en: 'GIF' },
  'image/webp': { en: 'WebP' },
  'image/avif': { en: 'AVIF' },
  'image/svg+xml': { en: 'SVG' },
  'image/heic': { en: 'HEIC' },
  'application/pdf': { en: 'PDF' },
  'application/zip': { en: 'ZIP' },
  'application/json': { en: 'JSON' },
  'application/xml': { en: 'XML' },
  'text/csv': { en: 'CSV' },
  'text/html': { en: 'HTML' },
  'text/plain': { en: 'plain text', 'zh-CN': '纯文本' },
  'application/msword': { en: 'Word (old format)', 'zh-CN': 'Word（旧格式）' },
  'application/vnd.ms-excel': { en: 'Excel (old format)', 'zh-CN': 'Excel（旧格式）' },
  'application/vnd.ms-powerpoint': { en: 'PowerPoint (old format)', 'zh-CN': 'PowerPoint（旧格式）' },
  [`${OFFICE}.wordprocessingml.document`]: { en: 'Word' },
  [`${OFFICE}.spreadsheetml.sheet`]: { en: 'Excel' },
  [`${OFFICE}.presentationml.presentation`]: { en: 'PowerPoint' },
  'application/x-msdownload': { en: 'Windows program', 'zh-CN': 'Windows 程序' },
  'application/octet-stream': { en: 'unknown', 'zh-CN': '未知' },
}

/** Such as "PDF" for `application/pdf`, and "images" for `image/*`. */
export function typeWords(type: string, locale: Locale): string {
  return Object.hasOwn(WORDS, type) ? textIn(WORDS[type] as LocalizedText, locale) : type
}
