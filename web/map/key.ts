/** The caller's API key. It lives as long as this tab, is sent to the server's own origin only, and is never in a link. */

const drawer = 'jingwei.key'

export const hasKey = (): boolean => sessionStorage.getItem(drawer) !== null

export function keepKey(key: string): void {
  sessionStorage.setItem(drawer, key)
}

export function forgetKey(): void {
  sessionStorage.removeItem(drawer)
}

/** What a question to the server carries beside its path. */
export function keyHeaders(): Record<string, string> {
  const key = sessionStorage.getItem(drawer)
  return key === null ? {} : { authorization: `Bearer ${key}` }
}
