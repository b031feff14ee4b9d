import type { Plugin } from 'vite'

/**
 * Takes line breaks and indentation out of template literals. In minified code they stand nowhere else, and neither
 * HTML nor CSS minds; text that needs a line break has it escaped.
 */
export const squeezeTemplates: Plugin = {
  name: 'tenon-squeeze-templates',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(/\s*\n\s*/g, ' ').trim()
      }
    },
  },
}
