import './document.css'
import { adoptTokens } from '@tenon/web-components/adopt-tokens'
import { themeStore } from './theme-store.ts'
import './studio-root.ts'

adoptTokens(document)
themeStore.apply()
