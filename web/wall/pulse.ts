import { AskError, readInfo } from '../map/server'
import { info, isDenied, silentSince } from './state'

const beatMs = 5000
let heardAt = Date.now()
let onReturn: () => void = () => {}

/** Asks the server for its facts; notes when it falls silent and tells the page when it is back or has a new edition. */
export async function checkServer(): Promise<void> {
  const before = info.value
  try {
    const facts = await readInfo()
    isDenied.value = false
    const wasAway = silentSince.value !== null
    heardAt = Date.now()
    silentSince.value = null
    if (JSON.stringify(facts) !== JSON.stringify(before)) info.value = facts
    if (before && (wasAway || facts.edition !== before.edition)) onReturn()
  } catch (error) {
    isDenied.value = error instanceof AskError && (error.status === 401 || error.status === 403)
    if (isDenied.value) silentSince.value = null
    else silentSince.value ??= heardAt
  }
}

/** Checks every few seconds from now on; `whenBack` runs after an outage and after a new edition. */
export function watchServer(whenBack: () => void): void {
  onReturn = whenBack
  const beat = async () => {
    await checkServer()
    setTimeout(() => void beat(), beatMs)
  }
  setTimeout(() => void beat(), beatMs)
  addEventListener('online', () => void checkServer())
}
