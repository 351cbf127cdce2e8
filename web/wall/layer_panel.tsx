import type { ComponentChildren } from 'preact'
import { cameraColours, overlaidColour, rentalColour } from '../map/icons'
import { siteFamilies } from '../map/pictograms'
import { attentionColours } from '../map/rings'
import { formatCount, t, type TextKey } from '../text/text'
import { LevelLegend } from './level_legend'
import { info, isAllowed, panelIsOpen, shownLayers, toggleLayer, type LayerName } from './state'

/** Layers on and off, with their counts and legends. */
export function LayerPanel() {
  const open = panelIsOpen.value
  return (
    <nav class={`layers panel ${open ? '' : 'folded'}`} aria-label={t('layers.title')}>
      <button type="button" class="panel-head" aria-expanded={open} title={t('layers.toggle')} onClick={() => (panelIsOpen.value = !open)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 3 3 8l9 5 9-5-9-5ZM3 12.5l9 5 9-5M3 17l9 5 9-5" />
        </svg>
        <span>{t('layers.title')}</span>
        <svg class="chevron" viewBox="0 0 24 24" aria-hidden="true">
          <path d="m6 9 6 6 6-6" />
        </svg>
      </button>
      {open && <Sections />}
    </nav>
  )
}

function Sections() {
  const overlaid = info.value?.themes.find((theme) => theme.code === 'enterprise' && countOf(theme.levels) > 0)
  return (
    <div class="panel-body">
      <h2>{t('layers.section_grids')}</h2>
      <LayerRow name="grids" />
      <LayerRow name="borders">
        <LevelLegend />
      </LayerRow>
      <LayerRow name="names" />
      {overlaid && (
        <LayerRow name="enterprise" count={countOf(overlaid.levels)}>
          <Legend rows={[[overlaidColour, 'layers.enterprise']]} shape="square" />
        </LayerRow>
      )}
      <h2>{t('layers.section_points')}</h2>
      <LayerRow name="cameras">
        <Legend rows={[[cameraColours.online, 'camera.online'], [cameraColours.offline, 'camera.offline']]} />
      </LayerRow>
      <LayerRow name="key_sites">
        <Legend rows={siteFamilies.map((family) => [family.colour, `sites.${family.name}`])} shape="square" />
        <Legend
          rows={[
            [attentionColours.high, 'attention.high'],
            [attentionColours.medium, 'attention.medium'],
            [attentionColours.low, 'attention.low'],
          ]}
        />
      </LayerRow>
      <LayerRow name="rental_houses">
        <Legend rows={[[rentalColour, 'rental.single']]} />
      </LayerRow>
    </div>
  )
}

function countOf(levels: { count: number }[]): number {
  return levels.reduce((sum, level) => sum + level.count, 0)
}

function LayerRow({ name, count, children }: { name: LayerName; count?: number; children?: ComponentChildren }) {
  const shown = shownLayers.value.includes(name)
  const allowed = isAllowed(name)
  const total = count ?? (name === 'grids' ? undefined : info.value?.layers.find((layer) => layer.layer === name)?.count)
  return (
    <div class={`layer ${shown ? 'on' : ''}`}>
      <button type="button" role="switch" aria-checked={shown && allowed} disabled={!allowed} data-layer={name} onClick={() => toggleLayer(name)}>
        <i class="switch" aria-hidden="true" />
        <span>{t(`layers.${name}`)}</span>
        {allowed ? total !== undefined && <em>{formatCount(total)}</em> : <em>{t('layers.denied')}</em>}
      </button>
      {shown && allowed && children}
    </div>
  )
}

function Legend({ rows, shape = 'round' }: { rows: [string, TextKey][]; shape?: 'round' | 'square' }) {
  return (
    <ul class="legend">
      {rows.map(([colour, key]) => (
        <li key={key}>
          <i class={shape} style={{ borderColor: colour }} />
          {t(key)}
        </li>
      ))}
    </ul>
  )
}
