import { searchRadiusM, type Person, type ThemeAnswer, type Unit } from '../map/server'
import { formatDistance, language, t, textOf } from '../text/text'
import { PersonRow, roleText } from './person_row'

export function levelText(unit: Unit): string {
  return language.value === 'zh' ? unit.level_name : textOf('level', unit.level, unit.level_name)
}

/** What one theme answers about the place. The main theme has the chain above it, an overlaid one only its people. */
export function ThemeSection({ answer, main }: { answer: ThemeAnswer; main: boolean }) {
  const grid = answer.grid
  if (!grid || answer.match === 'none') return <Nowhere />
  return (
    <section class={main ? 'theme main' : 'theme also'}>
      {!main && <h3>{t('card.also')}</h3>}
      {answer.match === 'nearest' && <Outside distance={answer.distance_m ?? null} />}
      {main && <Crumbs answer={answer} />}
      <h2 data-code={grid.code}>{grid.name || grid.code}</h2>
      <p class="code">
        <span class="tag">{levelText(grid)}</span>
        {grid.kind === 'dedicated' && <span class="tag dedicated">{t('card.dedicated')}</span>}
        <code>{grid.code}</code>
      </p>
      <People answer={answer} />
      {main && answer.match === 'inside' && <Border answer={answer} />}
      {main && <Chain answer={answer} />}
    </section>
  )
}

function Nowhere() {
  return (
    <section class="theme main nowhere">
      <h2>{t('card.none')}</h2>
      <p>{t('card.none_hint', { distance: formatDistance(searchRadiusM) })}</p>
    </section>
  )
}

function Outside({ distance }: { distance: number | null }) {
  return (
    <p class="outside" role="status">
      <b>{t('card.nearest')}</b>
      {distance !== null && <span>{t('card.nearest_distance', { distance: formatDistance(distance) })}</span>}
    </p>
  )
}

function Crumbs({ answer }: { answer: ThemeAnswer }) {
  const above = [...answer.chain].reverse()
  if (above.length === 0) return null
  return (
    <ol class="crumbs">
      {above.map((unit) => (
        <li key={unit.code}>{unit.name || unit.code}</li>
      ))}
    </ol>
  )
}

function People({ answer }: { answer: ThemeAnswer }) {
  const nameOfLevel = (level?: string | null) => {
    const unit = level && level !== answer.grid?.level ? answer.chain.find((one) => one.level === level) : null
    return unit ? levelText(unit) : null
  }
  return (
    <div class="people">
      <h3>{t('card.people')}</h3>
      {answer.people.length === 0 && <p class="nobody">{t('card.no_people')}</p>}
      <ul>
        {answer.people.map((person) => (
          <PersonRow key={`${person.role}${person.name}${person.phone_masked}`} person={person} levelName={nameOfLevel(person.level)} />
        ))}
      </ul>
      {answer.vacant_roles.length > 0 && (
        <p class="vacant">
          <span>{t('card.vacant')}</span>
          {answer.vacant_roles.map((role) => (
            <b key={role}>{roleText(role)}</b>
          ))}
        </p>
      )}
      {answer.fallback && (
        <p class="fallback">
          <span>{t('card.fallback')}</span>
          <b>{typeof answer.fallback === 'string' ? answer.fallback : answer.fallback.name}</b>
        </p>
      )}
    </div>
  )
}

function Border({ answer }: { answer: ThemeAnswer }) {
  if (!answer.border) return null
  const across = answer.border.across
  return (
    <dl class="facts">
      <div>
        <dt>{t('card.border')}</dt>
        <dd class="distance">{answer.on_border ? t('card.on_border') : formatDistance(answer.border.distance_m)}</dd>
      </div>
      <div>
        <dt>{t('card.across')}</dt>
        <dd>{across ? across.name || across.code : t('card.across_none')}</dd>
      </div>
    </dl>
  )
}

function Chain({ answer }: { answer: ThemeAnswer }) {
  const above = answer.chain.filter((unit) => unit.level !== 'division' || unit.people.length > 0)
  if (above.length === 0) return null
  return (
    <div class="chain">
      <h3>{t('card.chain')}</h3>
      <ul>
        {above.map((unit) => (
          <li key={unit.code}>
            <span class="tag">{levelText(unit)}</span>
            <b>{unit.name || unit.code}</b>
            <span>{peopleText(unit.people)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function peopleText(people: Person[]): string {
  const shown = people.slice(0, 2).map((person) => `${roleText(person.role, person.role_name)} ${person.name}`)
  const text = shown.join(language.value === 'zh' ? '、' : ', ')
  return people.length > 2 ? `${text} ${t('card.more_people', { n: people.length })}` : text
}
