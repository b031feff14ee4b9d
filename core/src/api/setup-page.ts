import type { Locale } from '@tenon/sdk/contract/locale'
import { PASSWORD_LENGTH } from '../identity/create-auth.ts'

export interface SetupForm {
  token: string
  email: string
  name: string
}

interface PageText {
  locale: Locale
  text: (en: string, zh: string) => string
  problem?: string | undefined
}

/** Plain HTML, without styles or scripts of its own, so that it needs no build and no exception in the CSP. */
export function setupPage({ token, email, name }: SetupForm, { locale, text, problem }: PageText): string {
  const title = text('Set up the first administrator', '设置首位管理员')
  const { min, max } = PASSWORD_LENGTH
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tenon</title>
<main>
<h1>${title}</h1>
${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ''}
<form method="post" action="/setup">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<p><label>${text('Name', '姓名')}<br>
<input name="name" required maxlength="200" autocomplete="name" value="${escapeHtml(name)}"></label></p>
<p><label>${text('E-mail address', '电子邮件地址')}<br>
<input name="email" type="email" required maxlength="254" autocomplete="username" value="${escapeHtml(email)}"></label></p>
<p><label>${text(`Password (${min} characters or more)`, `密码（至少 ${min} 个字符）`)}<br>
<input name="password" type="password" required minlength="${min}" maxlength="${max}" autocomplete="new-password"></label></p>
<p><button>${text('Create administrator', '创建管理员')}</button></p>
</form>
</main>
</html>
`
}

function escapeHtml(value: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
