import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../text/text'
import { checkServer } from './pulse'
import { silentSince } from './state'

/** The big red bar while the server is away, with the time since it was last heard. */
export function Outage() {
  const since = silentSince.value
  const now = useSignal(Date.now())
  useEffect(() => {
    if (since === null) return
    now.value = Date.now()
    const timer = setInterval(() => (now.value = Date.now()), 1000)
    return () => clearInterval(timer)
  }, [since])
  if (since === null) return null
  return (
    <div class="outage" role="alert">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 3.5 21.5 20h-19L12 3.5ZM12 10v4.5M12 17v.2" />
      </svg>
      <div>
        <b>{t('outage.title')}</b>
        <span>{t('outage.hint')}</span>
      </div>
      <strong>{t('outage.since', { time: clock(now.value - since) })}</strong>
      <button type="button" onClick={() => void checkServer()}>
        {t('outage.retry')}
      </button>
    </div>
  )
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return `${hours > 0 ? `${two(hours)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
