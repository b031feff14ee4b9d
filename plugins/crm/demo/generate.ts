import { formatDemoFile } from '../../demo-kit/format-demo-file.ts'
import { makeCrmDemo } from './make-crm-demo.ts'

process.stdout.write(formatDemoFile(makeCrmDemo()))
