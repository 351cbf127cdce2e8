import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { language, t } from '../text/text'
import { hasGrids, info, isDenied, keyFormIsOpen, mapIsReady, place } from './state'

/** Name of the place, whether it is a sample, the hint for who has chosen nothing yet, edition, clock, language and full screen. */
export function TitleBar() {
  const facts = info.value
  return (
    <header class="title-bar">
      <div class="title-name">
        <img src="favicon.svg" alt="" />
        <h1>{facts?.name ?? t('page.title')}</h1>
        {facts?.sample && (
          <span class="sample" title={t('page.sample_hint')}>
            {t('page.sample')} <span class="other-language">{language.value === 'zh' ? 'fictional sample' : '虚构样例'}</span>
          </span>
        )}
      </div>
      {mapIsReady.value && !place.value && hasGrids() && !isDenied.value && <p class="hint">{t('page.hint')}</p>}
      <div class="title-tools">
        {facts && facts.edition > 0 && <Edition number={facts.edition} since={facts.valid_from} />}
        <Clock />
        <button type="button" class="tool language" title={t('page.language_hint')} onClick={switchLanguage}>
          {t('page.language')}
        </button>
        <button type="button" class="tool" title={t('key.title')} aria-label={t('key.title')} onClick={() => (keyFormIsOpen.value = !keyFormIsOpen.value)}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M11 12h10v3.5M17 12v3M11 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z" />
          </svg>
        </button>
        <button type="button" class="tool" title={`${t('page.fullscreen')} (F)`} aria-label={t('page.fullscreen')} onClick={toggleFullScreen}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />
          </svg>
        </button>
      </div>
    </header>
  )
}

function Edition({ number, since }: { number: number; since: string | null }) {
  return (
    <span class="edition">
      <b>{t('page.edition', { n: number })}</b>
      {since && <span>{t('page.edition_since', { date: since.slice(0, 10) })}</span>}
    </span>
  )
}

function Clock() {
  const now = useSignal(new Date())
  useEffect(() => {
    const timer = setInterval(() => (now.value = new Date()), 1000)
    return () => clearInterval(timer)
  }, [])
  const [date, time] = clockText(now.value)
  return (
    <time class="clock" dateTime={now.value.toISOString()}>
      <span>{date}</span>
      <b>{time}</b>
    </time>
  )
}

function clockText(now: Date): [string, string] {
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return [date, `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`]
}

function switchLanguage() {
  language.value = language.value === 'zh' ? 'en' : 'zh'
}

export function toggleFullScreen() {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void document.documentElement.requestFullscreen?.()
}
