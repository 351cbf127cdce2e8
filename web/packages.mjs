// node packages.mjs [folder]: installs the packages of the folder's package-lock.json, by default of this one, unless exactly they
// are already there.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = dirname(fileURLToPath(import.meta.url))

function packagesOf(folder, path) {
  try {
    return JSON.parse(readFileSync(join(folder, path), 'utf8')).packages
  } catch {
    return {}
  }
}

/** Whether node_modules holds the versions of the lock file. Packages for other machines (optional) may be absent. */
export function packagesAreInstalled(folder = web) {
  const installed = packagesOf(folder, 'node_modules/.package-lock.json')
  return Object.entries(packagesOf(folder, 'package-lock.json')).every(
    ([path, wanted]) => path === '' || (installed[path] ? installed[path].version === wanted.version : wanted.optional),
  )
}

export function ensurePackages(folder = web) {
  if (packagesAreInstalled(folder)) return
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  try {
    execFileSync(npm, ['ci', '--no-fund', '--no-audit'], { cwd: folder, stdio: 'inherit' })
  } catch (error) {
    console.error(`${folder}: the packages of its package-lock.json could not be installed (${error.message}).`)
    console.error(`${folder}: run "npm ci" there on a machine that reaches an npm registry, then try again.`)
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensurePackages(resolve(process.argv[2] ?? web))
