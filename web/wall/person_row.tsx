import type { Person } from '../map/server'
import { language, t, textOf } from '../text/text'

export function roleText(role: string, name?: string | null): string {
  return language.value === 'zh' && name ? name : textOf('role', role, name)
}

/** One person who answers: name, role, primary or deputy, on duty, phone (masked unless the caller may see it). */
export function PersonRow({ person, levelName }: { person: Person; levelName?: string | null }) {
  return (
    <li class="person">
      <span class={`face ${person.primary ? 'primary' : ''}`} aria-hidden="true">
        {person.name.slice(0, 1)}
        <i class={person.on_duty ? 'on' : ''} />
      </span>
      <span class="who">
        <b>
          {person.name}
          <small class={person.primary ? 'primary' : 'deputy'}>{t(person.primary ? 'card.primary' : 'card.deputy')}</small>
        </b>
        <span>
          {roleText(person.role, person.role_name)}
          {levelName && <i> · {t('card.from_level', { level: levelName })}</i>}
          <i class={person.on_duty ? 'duty' : ''}> · {t(person.on_duty ? 'card.on_duty' : 'card.off_duty')}</i>
        </span>
      </span>
      <Phone person={person} />
    </li>
  )
}

function Phone({ person }: { person: Person }) {
  if (person.phone) {
    return (
      <a class="phone" href={`tel:${person.phone}`} aria-label={t('card.call', { phone: person.phone })}>
        {person.phone}
      </a>
    )
  }
  return person.phone_masked ? <span class="phone">{person.phone_masked}</span> : null
}
