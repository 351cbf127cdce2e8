import { useSignal } from '@preact/signals'
import { forgetKey, hasKey, keepKey } from '../map/key'
import { t } from '../text/text'
import { isDenied, keyFormIsOpen } from './state'

/** Asks for an API key, which the page then sends with every question; the page starts anew with it. */
export function KeyForm() {
  const key = useSignal('')
  if (!keyFormIsOpen.value && !isDenied.value) return null
  const submit = (event: Event) => {
    event.preventDefault()
    keepKey(key.value.trim())
    location.reload()
  }
  const forget = () => {
    forgetKey()
    location.reload()
  }
  return (
    <form class="key-form panel" aria-label={t('key.title')} onSubmit={submit}>
      <b>{t(isDenied.value ? (hasKey() ? 'key.refused' : 'page.denied') : 'key.title')}</b>
      <span>{t('key.hint')}</span>
      <label>
        {t('key.label')}
        <input type="password" autocomplete="off" spellcheck={false} required pattern="\s*[\x21-\x7E]+\s*" value={key.value} onInput={(event) => (key.value = event.currentTarget.value)} />
      </label>
      <div class="key-buttons">
        {hasKey() && (
          <button type="button" onClick={forget}>
            {t('key.forget')}
          </button>
        )}
        {!isDenied.value && (
          <button type="button" onClick={() => (keyFormIsOpen.value = false)}>
            {t('key.cancel')}
          </button>
        )}
        <button type="submit" class="chief">
          {t('key.use')}
        </button>
      </div>
    </form>
  )
}
