import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { degrees, type LonLat } from '../map/server'
import { t } from '../text/text'
import { answerFailure, choose, currentAnswer, place } from './state'
import { ThemeSection } from './theme_section'

/** The card of the chosen place: whose it is, who answers for it, the chain above, the nearest border. */
export function PlaceCard() {
  const at = place.value
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (at && card.current) card.current.scrollTop = 0
  }, [at])
  if (!at) return null
  return (
    <aside class="card panel" ref={card} aria-label={t('card.label')} aria-live="polite">
      <button type="button" class="close" aria-label={t('card.close')} title={`${t('card.close')} (Esc)`} onClick={() => void choose(null)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 6l12 12M18 6 6 18" />
        </svg>
      </button>
      <Body at={at} />
      <Footer at={at} />
    </aside>
  )
}

function Body({ at }: { at: LonLat }) {
  if (answerFailure.value) return <Failure at={at} reason={answerFailure.value} />
  const found = currentAnswer.value
  if (!found) return <Skeleton />
  const themes = found.value.themes
  const main = themes.find((theme) => theme.theme === 'base') ?? themes[0]
  const others = themes.filter((theme) => theme !== main && theme.match === 'inside')
  return (
    <>
      {main && <ThemeSection answer={main} main />}
      {others.map((theme) => (
        <ThemeSection key={theme.theme} answer={theme} main={false} />
      ))}
    </>
  )
}

function Failure({ at, reason }: { at: LonLat; reason: string }) {
  return (
    <div class="failure" role="alert">
      <b>{t('card.failed')}</b>
      <p>{reason}</p>
      <button type="button" onClick={() => void choose({ ...at })}>
        {t('card.retry')}
      </button>
    </div>
  )
}

function Skeleton() {
  return (
    <div class="skeleton" aria-label={t('card.loading')}>
      <i class="wide" />
      <i />
      <i class="row" />
      <i class="row" />
      <i class="row" />
    </div>
  )
}

function Footer({ at }: { at: LonLat }) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(location.href)
    copied.value = true
    setTimeout(() => (copied.value = false), 1500)
  }
  const found = currentAnswer.value
  return (
    <footer>
      <span class="coordinates">
        <b>{`${degrees(at.lon)}, ${degrees(at.lat)}`}</b>
        <small>{found ? `CGCS2000 · ${t('card.answered', { ms: found.tookMs })}` : 'CGCS2000'}</small>
      </span>
      <button type="button" onClick={() => void copy()}>
        {copied.value ? t('card.copied') : t('card.copy_link')}
      </button>
    </footer>
  )
}
