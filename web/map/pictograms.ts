/** Our own pictograms on a 24 × 24 sheet, stroked 2 wide; a family gives the colour of a site's badge. */

export interface SiteFamily {
  name: 'safety' | 'service' | 'care' | 'health' | 'trade' | 'danger' | 'public'
  colour: string
  kinds: readonly string[]
}

export const siteFamilies: readonly SiteFamily[] = [
  { name: 'safety', colour: '#4DA3FF', kinds: ['police_station', 'police_service_station', 'fire_tower', 'governance_center'] },
  { name: 'service', colour: '#B79CFF', kinds: ['mediation_org', 'service_point', 'government'] },
  { name: 'care', colour: '#5FD38D', kinds: ['school', 'kindergarten', 'elderly_care'] },
  { name: 'health', colour: '#FF8FA3', kinds: ['hospital'] },
  { name: 'trade', colour: '#FFC15A', kinds: ['market', 'hotel', 'entertainment', 'bank', 'courier'] },
  { name: 'danger', colour: '#FF7A4D', kinds: ['fuel_station', 'hazmat_firm'] },
  { name: 'public', colour: '#8FC7D9', kinds: ['transport_hub', 'square', 'park', 'religious_site', 'junction', 'other'] },
]

const shield = 'M12 3 L19 6 V11 C19 16 16 19.5 12 21 C8 19.5 5 16 5 11 V6 Z'

export const sitePictograms: Readonly<Record<string, string>> = {
  police_station: `${shield} M12 8 V15 M8.5 11.5 H15.5`,
  police_service_station: `${shield} M9 12 L11.3 14.3 L15.3 9.8`,
  fire_tower: 'M9 21 L10.5 10 H13.5 L15 21 M7.5 10 H16.5 V6 H7.5 Z M12 6 V3 M9.8 15.5 H14.2',
  governance_center: 'M4 20 H20 M5.5 20 V10 M18.5 20 V10 M3.5 10 L12 4 L20.5 10 Z M10 20 V14 H14 V20',
  mediation_org: 'M12 4 V20 M8 20 H16 M5 7 H19 M5 7 L2.8 13 H7.2 Z M19 7 L16.8 13 H21.2 Z',
  service_point: 'M12 20 C5 15 4 11.5 4 9.5 A4 4 0 0 1 12 8 A4 4 0 0 1 20 9.5 C20 11.5 19 15 12 20 Z',
  government: 'M12 3.5 L14.4 9 L20.3 9.6 L15.8 13.5 L17.2 19.4 L12 16.3 L6.8 19.4 L8.2 13.5 L3.7 9.6 L9.6 9 Z',
  school: 'M2.5 9 L12 4.5 L21.5 9 L12 13.5 Z M6.5 11 V16 C9.5 19 14.5 19 17.5 16 V11 M21 9.5 V15',
  kindergarten: 'M4 13 H11 V20 H4 Z M13 13 H20 V20 H13 Z M8.5 4 H15.5 V11 H8.5 Z',
  elderly_care: 'M3.5 11 L12 4 L20.5 11 M6 9.5 V20 H18 V9.5 M12 17.5 C9 15.3 8.8 13.5 10 12.8 C11 12.2 12 13.3 12 13.3 C12 13.3 13 12.2 14 12.8 C15.2 13.5 15 15.3 12 17.5 Z',
  hospital: 'M9.5 4 H14.5 V9.5 H20 V14.5 H14.5 V20 H9.5 V14.5 H4 V9.5 H9.5 Z',
  market: 'M4 5 H20 L21.5 10 H2.5 Z M4.5 10 V20 H19.5 V10 M9 20 V14.5 H15 V20',
  hotel: 'M3 6 V19 M3 16 H21 V19 M21 16 V12.5 C21 11 20 10 18.5 10 H10 V16 M6.5 11.5 H6.6',
  entertainment: 'M9 18 V5.5 L19 3.5 V16 M9 18 A2.5 2.5 0 1 1 4 18 A2.5 2.5 0 1 1 9 18 M19 16 A2.5 2.5 0 1 1 14 16 A2.5 2.5 0 1 1 19 16',
  bank: 'M6 4 L12 11 L18 4 M12 11 V20 M7.5 12 H16.5 M7.5 16 H16.5',
  courier: 'M12 3 L20 7 V16.5 L12 21 L4 16.5 V7 Z M4 7 L12 11.5 L20 7 M12 11.5 V21',
  fuel_station: 'M5 20 V5 H13.5 V20 M3.5 20 H15 M7.5 8 H11 V11 H7.5 Z M13.5 11 H16 V16.5 A1.7 1.7 0 0 0 19.5 16.5 V9 L17 6.5',
  hazmat_firm: 'M12 3.5 L21.5 20 H2.5 Z M12 10 V14.5 M12 17 V17.2',
  transport_hub: 'M5 5 H19 V17 H5 Z M5 11.5 H19 M8 17 V20 M16 17 V20 M8.5 14.3 H8.6 M15.4 14.3 H15.5',
  square: 'M4 20 H20 M7 20 V16.5 H17 V20 M12 16.5 V4 L18 6.5 L12 9',
  park: 'M12 21 V13 M12 3 C7.5 3 5.5 6.5 6.5 9 C4.5 11 6 15 9.5 14.8 H14.5 C18 15 19.5 11 17.5 9 C18.5 6.5 16.5 3 12 3 Z',
  religious_site: 'M3 9.5 C7 9.5 10 7.5 12 4 C14 7.5 17 9.5 21 9.5 M6 9.5 V19 M18 9.5 V19 M3.5 19 H20.5 M12 19 V13',
  junction: 'M9.5 3.5 V9.5 H3.5 M14.5 3.5 V9.5 H20.5 M9.5 20.5 V14.5 H3.5 M14.5 20.5 V14.5 H20.5',
  other: 'M12 4 L20 12 L12 20 L4 12 Z',
}

export const cameraPictogram = 'M3.5 9 L15.5 5.5 L17.5 11.5 L5.5 15 Z M17 8.3 L20.5 8 L21 11 L17.3 11 M9.5 14 L10.5 19 H4 M4 16 V21.5'
export const slashPictogram = 'M4 20 L20 4'
export const housePictogram = 'M3.5 11.5 L12 4.5 L20.5 11.5 M6 10 V19.5 H18 V10 M10 19.5 V14.5 H14 V19.5'
