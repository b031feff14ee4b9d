import type { Plugin } from 'vite'

/**
 * Takes out of template literals what neither HTML nor CSS minds: line breaks and indentation everywhere (in minified
 * code they stand nowhere else; text that needs a line break has it escaped), and in CSS the blanks around punctuation.
 */
export const squeezeTemplates: Plugin = {
  name: 'tenon-squeeze-templates',
  enforce: 'post',
  transform: {
    filter: { code: 'css`' },
    handler: (code) => ({ code: code.replace(/\bcss`([^`]*)`/g, (_, css: string) => `css\`${squeezeCss(css)}\``) }),
  },
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(/\s*\n\s*/g, ' ').trim()
      }
    },
  },
}

/** Blanks beside an expression stay: what it stands for is not known here. */
function squeezeCss(css: string): string {
  const squeeze = (text: string) =>
    text
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      .replace(/: /g, ':')
  return css
    .split(/(\$\{[^}]*\})/)
    .map((part) => (part.startsWith('${') ? part : squeeze(part)))
    .join('')
}
