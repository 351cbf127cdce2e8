// node packages.mjs: installs the packages of package-lock.json unless exactly they are already there.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = dirname(fileURLToPath(import.meta.url))

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(join(web, path), 'utf8')).packages
  } catch {
    return {}
  }
}

/** Whether node_modules holds the versions of the lock file. Packages for other machines (optional) may be absent. */
export function packagesAreInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, wanted]) => path === '' || (installed[path] ? installed[path].version === wanted.version : wanted.optional),
  )
}

export function ensurePackages() {
  if (packagesAreInstalled()) return
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  try {
    execFileSync(npm, ['ci', '--no-fund', '--no-audit'], { cwd: web, stdio: 'inherit' })
  } catch (error) {
    console.error(`web: the packages of web/package-lock.json could not be installed (${error.message}).`)
    console.error('web: run "npm ci" in web/ on a machine that reaches an npm registry, then build again.')
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensurePackages()
