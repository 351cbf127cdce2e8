import { formatCount, language, t } from '../text/text'
import { info } from './state'

/** The colours and widths of the style's borders, coarsest first: the same for every city, whatever its levels are called. */
const strokes = [
  { colour: '#FFFFFF', width: 4 },
  { colour: '#FFC533', width: 3 },
  { colour: '#4CC9F0', width: 2 },
  { colour: '#8FA3B8', width: 1.2 },
]

/** Stroke of a level by its rank, as in styles/wall.json: 1 is the coarsest in use. */
function strokeOf(rank: number) {
  return strokes[Math.min(Math.max(rank, 1), 4) - 1]!
}

/** Which line is the border of which level, with the number of units. */
export function LevelLegend() {
  const base = info.value?.themes[0]
  if (!base) return null
  const levels = base.levels.filter((level) => level.count > 0)
  return (
    <ul class="legend levels" aria-label={t('layers.section_levels')}>
      {levels.map((level) => {
        const { colour, width } = strokeOf(level.rank)
        return (
          <li key={level.code}>
            <svg viewBox="0 0 28 8" aria-hidden="true">
              <line x1="1" x2="27" y1="4" y2="4" stroke={colour} stroke-width={width} stroke-linecap="round" />
            </svg>
            <span>{language.value === 'zh' ? level.label_zh : level.label_en}</span>
            <em>{formatCount(level.count)}</em>
          </li>
        )
      })}
    </ul>
  )
}
