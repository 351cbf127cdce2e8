// Loads a TypeScript source of the pages into a test.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePackages } from '../packages.mjs'

export const web = join(dirname(fileURLToPath(import.meta.url)), '..')

export async function load(source) {
  ensurePackages()
  const { build } = await import('esbuild')
  const { outputFiles } = await build({ entryPoints: [join(web, source)], bundle: true, format: 'esm', write: false, logLevel: 'warning' })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}
