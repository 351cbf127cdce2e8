import 'maplibre-gl/dist/maplibre-gl.css'
import './wall.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { language, t } from '../text/text'
import { KeyForm } from './key_form'
import { LayerPanel } from './layer_panel'
import { readLink, writeLink } from './link'
import { startMap } from './map_room'
import { MapTools } from './map_tools'
import { Outage } from './outage'
import { PlaceCard } from './place_card'
import { checkServer, watchServer } from './pulse'
import { applyScale } from './screen'
import { choose, info, isLayerName, panelIsOpen, place, shownLayers, view } from './state'
import { TitleBar, toggleFullScreen } from './title_bar'

function takeLink(): ReturnType<typeof readLink> {
  const link = readLink(location.hash)
  if (link.layers) shownLayers.value = link.layers.filter(isLayerName)
  if (link.language) language.value = link.language
  if (link.view) view.value = link.view
  if (link.place?.lon !== place.value?.lon || link.place?.lat !== place.value?.lat) void choose(link.place)
  return link
}

/** Every choice is in the address, so that a link, a reload and the back key bring the same picture. */
function keepLink(): void {
  effect(() => {
    const layers = [...shownLayers.value]
    const hash = writeLink({ view: view.value, layers, place: place.value, language: language.value })
    if (hash !== location.hash) history.replaceState(null, '', hash)
  })
  effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    document.title = info.value?.name ? `${info.value.name} · ${t('page.title')}` : t('page.title')
  })
}

function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') void choose(null)
    if (event.key === 'l' || event.key === 'L') panelIsOpen.value = !panelIsOpen.value
    if (event.key === 'f' || event.key === 'F') toggleFullScreen()
  })
}

async function start(): Promise<void> {
  applyScale()
  takeLink()
  if (innerWidth < 900) panelIsOpen.value = false
  const room = startMap(document.getElementById('map')!)
  render(
    <>
      <TitleBar />
      <LayerPanel />
      <MapTools moves={room} />
      <PlaceCard />
      <KeyForm />
      <Outage />
    </>,
    document.getElementById('panels')!,
  )
  listenToKeys()
  await checkServer()
  watchServer(room.refresh)
  await room.open()
  keepLink()
  addEventListener('hashchange', () => {
    const link = takeLink()
    if (link.view) room.goTo(link.view)
  })
}

void start()
