import { signal } from '@preact/signals'
import en from './en.json'
import zh from './zh.json'

export type Language = 'zh' | 'en'
export type TextKey = keyof typeof zh

const texts: Record<Language, Record<string, string>> = { zh, en }

/** The language of the page; every text on it follows. */
export const language = signal<Language>('zh')

export function isLanguage(value: string | null | undefined): value is Language {
  return value === 'zh' || value === 'en'
}

/** The text of a key in the page's language, its {names} filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(texts[language.value][key] ?? key, values)
}

/** The text of a key that is built from data (a role's or level's code), or `otherwise` where the page has none. */
export function textOf(group: string, code: string, otherwise?: string | null): string {
  return texts[language.value][`${group}.${code}`] ?? otherwise ?? code
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function formatCount(n: number): string {
  return new Intl.NumberFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB').format(n)
}

/** Metres as a person says them: 38 m, 1.2 km. */
export function formatDistance(metres: number): string {
  if (metres >= 1000) return t('unit.km', { n: (metres / 1000).toFixed(1) })
  return t('unit.m', { n: metres < 10 ? metres.toFixed(1) : Math.round(metres) })
}
