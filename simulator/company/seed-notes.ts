import { itemAt, lookup, plant, type SeededCompany, type Seeding } from './planting.js';

const texts: readonly (readonly [title: string | null, content: string])[] = [
  ['Visit', 'They are pleased with the support, less so with the invoices.\nAsk again in spring.'],
  ['Competitor', 'Another supplier offered 8 % less; the decision is with the CFO.'],
  ['Besprechung', 'Der neue Standort öffnet im März – bis dahin keine Änderungen am Vertrag.'],
  ['会議メモ', '来期の予算は承認済み。導入は四月から。'],
  ['ملاحظة', 'العميل يفضل التواصل عبر البريد الإلكتروني.'],
  [null, 'Called back, no answer 📞'],
];
const longText =
  'Minutes: everybody agreed to go on, and each site names one person who is responsible. ';

/** Notes on accounts, contacts and deals in turn; one in ten is longer than lists show. */
export function seedNotes(seeding: Seeding, company: SeededCompany, count: number): void {
  const parents = [company.accounts, company.contacts, company.deals];
  for (let index = 0; index < count; index += 1) {
    const [title, content] = itemAt(texts, index);
    plant(seeding, 'Notes', {
      Note_Title: title,
      Note_Content: index % 10 === 9 ? content + '\n' + longText.repeat(12) : content,
      Parent_Id: lookup(itemAt(itemAt(parents, index), index)),
    });
  }
}
