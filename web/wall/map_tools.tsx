import { t } from '../text/text'
import { hasGrids, info, isDenied, mapFailure, mapIsReady, place, view } from './state'

interface Moves {
  zoomBy(steps: number): void
  home(): void
}

/** Buttons for zoom and the whole area, what stands where there is no map, the attribution line. */
export function MapTools({ moves }: { moves: Moves }) {
  return (
    <>
      <div class={`map-tools ${place.value ? 'beside-card' : ''}`}>
        <Tool label={t('map.zoom_in')} path="M12 5v14M5 12h14" onClick={() => moves.zoomBy(1)} />
        <Tool label={t('map.zoom_out')} path="M5 12h14" onClick={() => moves.zoomBy(-1)} />
        <Tool label={t('map.home')} path="M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5" onClick={() => moves.home()} />
      </div>
      <Notice />
      <footer class="attribution">
        {info.value && info.value.edition > 0 && <span>{t('page.attribution', { n: info.value.edition })}</span>}
        {info.value?.attribution && <span>{info.value.attribution}</span>}
        {info.value?.map_approval && <span>{t('page.map_approval', { number: info.value.map_approval })}</span>}
        {info.value?.basemap_attribution && <span>{info.value.basemap_attribution}</span>}
        {view.value && <span class="zoom">{t('map.zoom', { n: view.value.zoom.toFixed(1) })}</span>}
        <a href="assets/notices.txt">{t('page.notices')}</a>
      </footer>
    </>
  )
}

function Tool({ label, path, onClick }: { label: string; path: string; onClick: () => void }) {
  return (
    <button type="button" class="tool" title={label} aria-label={label} onClick={onClick}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  )
}

/** What stands in the middle where there is no map to see: no WebGL, no edition yet, or still reading. */
function Notice() {
  if (mapFailure.value) return <Message title={t('page.no_webgl')} hint={t('page.no_webgl_hint')} />
  if (isDenied.value) return null // the form for a key stands there
  if (!hasGrids()) return <Message title={t('page.no_edition')} hint={t('page.no_edition_hint')} />
  if (!mapIsReady.value) return <Message title={t('page.loading')} hint="" />
  return null
}

function Message({ title, hint }: { title: string; hint: string }) {
  return (
    <div class="message" role="status">
      <b>{title}</b>
      {hint && <span>{hint}</span>}
    </div>
  )
}
