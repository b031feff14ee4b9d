import type { HostCustomer } from './host-customer.ts'

const TEXTS = {
  en: {
    brand: 'Harbour Motors',
    title: 'Your page',
    welcome: 'Sign in',
    choose: 'This is a demonstration: choose who you are.',
    signIn: (name: string) => `Sign in as ${name}`,
    signOut: 'Sign out',
    hello: (name: string) => `Hello, ${name}`,
    intro: 'What we know about you and what we are doing for you, straight from our CRM.',
    fallback: 'Your details will appear here. You can always reach us at service@harbour-motors.example.',
  },
  'zh-CN': {
    brand: '港湾汽车',
    title: '我的主页',
    welcome: '登录',
    choose: '这是演示站点：请选择您的身份。',
    signIn: (name: string) => `以 ${name} 的身份登录`,
    signOut: '退出登录',
    hello: (name: string) => `您好，${name}`,
    intro: '我们所了解的您的信息，以及我们正在为您办理的事项，直接来自我们的客户系统。',
    fallback: '您的信息将显示在这里。您也可以随时联系 service@harbour-motors.example。',
  },
} as const

export type HostLanguage = keyof typeof TEXTS

export interface HostPageInput {
  language: HostLanguage
  /** Origin of Tenon. */
  tenonUrl: string
  customers: readonly HostCustomer[]
  signedIn: HostCustomer | undefined
}

/** What a host site adds for Tenon is one script and one element; the rest is the site's own. */
export function hostPage(input: HostPageInput): string {
  const { language, tenonUrl, signedIn } = input
  const texts = TEXTS[language]
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.brand}: ${texts.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/host.css">
${signedIn ? `<script type="module" src="${escapeHtml(tenonUrl)}/embed/tenon.js" crossorigin></script>` : ''}
</head>
<body>
<header><p class="brand">${texts.brand}</p>${signedIn ? signOutForm(texts.signOut) : ''}</header>
<main>${signedIn ? customerPart(input, signedIn) : signInPart(input)}</main>
</body>
</html>`
}

function customerPart({ language, tenonUrl }: HostPageInput, { name }: HostCustomer): string {
  const texts = TEXTS[language]
  return `<h1>${escapeHtml(texts.hello(name))}</h1>
<p>${texts.intro}</p>
<tenon-customer-360 base-url="${escapeHtml(tenonUrl)}" token-url="/tenon-token"><p class="fallback">${texts.fallback}</p></tenon-customer-360>`
}

function signInPart({ language, customers }: HostPageInput): string {
  const texts = TEXTS[language]
  const forms = customers.map(
    ({ name }, index) => `<form method="post" action="/sign-in"><input type="hidden" name="customer" value="${index}">
<button>${escapeHtml(texts.signIn(name))}</button></form>`,
  )
  return `<h1>${texts.welcome}</h1><p>${texts.choose}</p>${forms.join('')}`
}

function signOutForm(label: string): string {
  return `<form method="post" action="/sign-out"><button class="plain">${label}</button></form>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
