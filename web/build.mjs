// node build.mjs [--out DIR]: bundles the pages into DIR (default web/dist). CMakeLists.txt lists the same outputs.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePackages } from './packages.mjs'

const web = dirname(fileURLToPath(import.meta.url))
const at = process.argv.indexOf('--out')
const out = at > 0 ? resolve(process.argv[at + 1]) : join(web, 'dist')

ensurePackages()
const { build } = await import('esbuild')

/** Written into the page, so that the notices of the parts it contains travel with it. */
function writeNotices() {
  const parts = ['maplibre-gl', 'preact', '@preact/signals', '@preact/signals-core']
  const texts = parts.map((name) => {
    const folder = join(web, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = ['LICENSE', 'LICENSE.txt', 'LICENSE.md'].map((n) => join(folder, n)).find(readable)
    return `${name} ${version}\n\n${file ? readFileSync(file, 'utf8').trim() : 'See its home page.'}\n`
  })
  writeFileSync(join(out, 'assets/notices.txt'), texts.join(`\n${'-'.repeat(72)}\n\n`))
}

function readable(path) {
  try {
    return readFileSync(path).length > 0
  } catch {
    return false
  }
}

rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'assets'), { recursive: true })
mkdirSync(join(out, 'wall'), { recursive: true })

const common = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome94', 'firefox93', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: web,
}
await build({
  ...common,
  entryPoints: { wall: 'wall/main.tsx' },
  outdir: join(out, 'assets'),
  jsx: 'automatic',
  jsxImportSource: 'preact',
})
await build({
  ...common,
  entryPoints: { 'maplibre-worker': 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs' },
  outdir: join(out, 'assets'),
})
copyFileSync(join(web, 'wall/index.html'), join(out, 'wall/index.html'))
copyFileSync(join(web, 'favicon.svg'), join(out, 'favicon.svg'))
writeNotices()
